import type { Condition, Policy, PolicyKind, Statement } from "../policy/index.ts";

/** A text of the document and the JSON pointer to it. */
export interface Placed {
  readonly text: string;
  readonly pointer: string;
}

/** A condition with its place, and each of its values with its own. */
export interface PlacedCondition {
  readonly condition: Condition;
  readonly pointer: string;
  readonly values: readonly Placed[];
}

/** A statement with the places of its texts, which the compiled one does not have. */
export interface PlacedStatement {
  readonly compiled: Statement;
  readonly pointer: string;
  /** The texts of `Action` or `NotAction`, in the order of the compiled patterns. */
  readonly actions: readonly Placed[];
  /** The texts of `Resource` or `NotResource`; empty in a trust policy. */
  readonly resources: readonly Placed[];
  readonly conditions: readonly PlacedCondition[];
  /** `Principal` or `NotPrincipal` as it stands; `undefined` where there is none. */
  readonly principal: unknown;
}

/** A document that AWS takes, as the rules read it. */
export interface PolicyDocument {
  readonly kind: PolicyKind;
  readonly text: string;
  /** Whether it is of version 2012-10-17, in which `${…}` is a variable. */
  readonly variables: boolean;
  readonly statements: readonly PlacedStatement[];
}

type Json = Readonly<Record<string, unknown>>;

/** Lays the compiled policy beside its text. */
export function placePolicy(text: string, policy: Policy): PolicyDocument {
  const { Statement: value } = JSON.parse(text) as Json;
  const raw = Array.isArray(value) ? (value as Json[]) : [value as Json];
  const pointerTo = (index: number): string => (Array.isArray(value) ? `/Statement/${index}` : "/Statement");
  return {
    kind: policy.kind,
    text,
    variables: policy.version === "2012-10-17",
    statements: policy.statements.map((compiled, i) => placeStatement(raw[i] ?? {}, compiled, pointerTo(i))),
  };
}

function placeStatement(raw: Json, compiled: Statement, pointer: string): PlacedStatement {
  const element = (name: string): Placed[] => {
    const present = raw[name] === undefined ? `Not${name}` : name;
    return placeTexts(raw[present], `${pointer}/${present}`);
  };
  return {
    compiled,
    pointer,
    actions: element("Action"),
    resources: element("Resource"),
    conditions: compiled.conditions.map((condition) => placeCondition(raw, condition, pointer)),
    principal: raw.Principal ?? raw.NotPrincipal,
  };
}

function placeCondition(raw: Json, condition: Condition, statement: string): PlacedCondition {
  const { operatorText, key } = condition;
  const values = (raw.Condition as Record<string, Json>)[operatorText]?.[key];
  const pointer = `${statement}/Condition/${escapeName(operatorText)}/${escapeName(key)}`;
  return { condition, pointer, values: placeTexts(values, pointer) };
}

function placeTexts(value: unknown, pointer: string): Placed[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return [{ text: String(value), pointer }];
  return value.map((one: unknown, i) => ({ text: String(one), pointer: `${pointer}/${i}` }));
}

function escapeName(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
