import type { Case, ConditionDocument } from "./case.ts";
import type { Dice } from "./dice.ts";
import { KEYS, type Key, type KeyType } from "./keys.ts";

const TEXT_OPERATORS = [
  "StringEquals",
  "StringNotEquals",
  "StringEqualsIgnoreCase",
  "StringNotEqualsIgnoreCase",
  "StringLike",
  "StringNotLike",
];
const ORDER = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"];

const OPERATORS: Readonly<Record<KeyType, readonly string[]>> = {
  string: TEXT_OPERATORS,
  arn: ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "StringLike", "StringEquals"],
  number: ORDER.map((name) => `Numeric${name}`),
  date: ORDER.map((name) => `Date${name}`),
  boolean: ["Bool"],
  ip: ["IpAddress", "NotIpAddress"],
};

const VARIABLES = [
  "${aws:username}",
  "${aws:PrincipalTag/team}",
  "${aws:PrincipalTag/team, 'red'}",
  "${aws:PrincipalAccount}",
  "re${*}",
];

type Context = Case["context"];

/** A `Condition` element with one or two conditions, or none. */
export function makeCondition(dice: Dice, context: Context): ConditionDocument | undefined {
  const condition: Record<string, Record<string, string[]>> = {};
  for (
    let left = dice.weighted([
      [6, 0],
      [4, 1],
      [1, 2],
    ] as const);
    left > 0;
    left--
  ) {
    const key = pickKey(dice, context);
    const operator = pickOperator(dice, key);
    condition[operator] = { ...condition[operator], [key.name]: makeValues(dice, { key, operator, context }) };
  }
  return Object.keys(condition).length === 0 ? undefined : condition;
}

/** Most often a key that the request has. */
function pickKey(dice: Dice, context: Context): Key {
  const present = KEYS.filter(({ name }) => name in context);
  return dice.chance(0.75) && present.length > 0 ? dice.pick(present) : dice.pick(KEYS);
}

function pickOperator(dice: Dice, key: Key): string {
  if (dice.chance(0.06)) return "Null";
  const name = dice.pick(OPERATORS[key.type]);
  const quantified = dice.chance(key.several === true ? 0.9 : 0.04);
  const quantifier = quantified ? dice.pick(["ForAllValues:", "ForAnyValue:"]) : "";
  return `${quantifier}${name}${dice.chance(0.15) ? "IfExists" : ""}`;
}

interface Wanted {
  readonly key: Key;
  readonly operator: string;
  readonly context: Context;
}

function makeValues(dice: Dice, wanted: Wanted): string[] {
  if (wanted.operator === "Null") return [dice.pick(["true", "false"])];
  const most = wanted.key.type === "boolean" ? 1 : 3;
  return [...new Set(dice.several([1, most], () => makeValue(dice, wanted)))];
}

function makeValue(dice: Dice, { key, operator, context }: Wanted): string {
  const present = context[key.name];
  const candidates = [...(typeof present === "string" ? [present] : (present ?? [])), ...key.values];
  const value = dice.chance(0.5) ? (candidates[0] ?? "") : dice.pick(candidates);
  switch (key.type) {
    case "ip":
      return dice.weighted([
        [4, value],
        [4, dice.pick(["203.0.113.0/24", "198.51.100.0/24", "2001:db8::/32", "203.0.113.8/31"])],
        [1, dice.pick(["0.0.0.0/0", "::/0"])],
      ]);
    case "date":
      return dice.weighted([
        [8, value],
        [3, "2026-06-01T00:00:00Z"],
        [1, "1780272000"],
      ]);
    case "number":
      return dice.pick([value, "99", "100.5"]);
    case "boolean":
      return value;
    case "arn":
    case "string":
      return makeText(dice, { value, operator });
  }
}

function makeText(dice: Dice, { value, operator }: { readonly value: string; readonly operator: string }): string {
  const isArn = operator.includes("Arn");
  if (dice.chance(0.15) && !isArn) return dice.pick(VARIABLES);
  if (value.includes("*") && dice.chance(0.5)) return value.replace("*", "${*}");
  // A `?` or `*` in other than Like operators stands for itself, so now and then one goes there too.
  if (/Like|Arn/.test(operator) ? dice.chance(0.5) : dice.chance(0.04)) return withWildcard(dice, value);
  return dice.chance(0.1) && !isArn ? value.toUpperCase() : value;
}

/** Puts a wildcard into a text; of an ARN only into its last part or a part as a whole. */
export function withWildcard(dice: Dice, value: string): string {
  const from = value.startsWith("arn:") ? value.split(":", 5).join(":").length + 1 : 0;
  if (value.length <= from) return value;
  const at = from + dice.below(value.length - from);
  return dice.pick([
    `${value.slice(0, at)}*`,
    `${value.slice(0, at)}?${value.slice(at + 1)}`,
    `${value.slice(0, at)}*${value.slice(at + 1)}`,
    `${value.slice(0, from)}*${value.slice(at)}`,
  ]);
}
