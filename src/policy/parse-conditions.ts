import { isJsonObject, type PlacedText, readText, readTexts } from "./json-values.ts";
import type { Condition, ConditionOperator } from "./model.ts";
import { OPERATORS } from "./operators/index.ts";
import { inside, type Place, refuse } from "./refusal.ts";
import { requiredKeys, variableFault } from "./template.ts";

const OPERATOR_TEXT = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

type Applied = Pick<Condition, "operatorText" | "operator" | "quantifier" | "ifExists">;

/**
 * Reads a `Condition` element: operators, their keys, the values of these.
 *
 * @throws PolicyError where an operator is not known, or cannot hold a value.
 */
export function parseConditions(value: unknown, place: Place): readonly Condition[] {
  if (!isJsonObject(value)) refuse(place, { problem: { type: "syntax" }, message: "`Condition` is not an object" });
  return Object.entries(value).flatMap(([operatorText, keys]) => {
    const here = inside(place, operatorText);
    const applied = readOperator(operatorText, here);
    if (!isJsonObject(keys) || Object.keys(keys).length === 0) {
      refuse(here, { problem: { type: "syntax" }, message: `\`${operatorText}\` has no keys` });
    }
    return Object.entries(keys).map(([key, values]) => readCondition(applied, values, { text: key, place: here }));
  });
}

function readOperator(operatorText: string, place: Place): Applied {
  const [, quantifier, name = "", suffix] = OPERATOR_TEXT.exec(operatorText) ?? [];
  const operator = OPERATORS.get(name);
  if (operator === undefined) {
    const known = [...OPERATORS.keys()].find((one) => one.toLowerCase() === name.toLowerCase());
    refuse(place, {
      problem: { type: "bad-operator", value: operatorText },
      message: `\`${operatorText}\` is not a condition operator`,
      hint: known === undefined ? undefined : `Write \`${known}\`: operators are case-sensitive.`,
    });
  }
  if (operator.testsAbsence && (quantifier !== undefined || suffix !== undefined)) {
    const problem = { type: "bad-operator", value: operatorText } as const;
    refuse(place, { problem, message: `\`${name}\` takes neither a quantifier nor \`IfExists\`` });
  }
  return {
    operatorText,
    operator,
    quantifier: quantifier as Condition["quantifier"],
    ifExists: suffix !== undefined,
  };
}

function readCondition(applied: Applied, values: unknown, key: PlacedText): Condition {
  const place = inside(key.place, key.text);
  if (!/^[^:\s]+:./.test(readText(key.text, place))) {
    refuse(place, { problem: { type: "no-vendor" }, message: `the condition key \`${key.text}\` names no service` });
  }
  const empty = { problem: { type: "syntax" }, message: `the list of values of \`${key.text}\` is empty` } as const;
  const texts = readTexts(toTexts(values), place, empty);
  const variables = place.variables && applied.operator.allowsVariables;
  for (const text of texts) checkValue(text, applied.operator, variables);
  return {
    ...applied,
    key: key.text,
    contextKey: key.text.toLowerCase(),
    values: texts.map(({ text }) => text),
    valueVariables: texts.flatMap(({ text }) => requiredKeys(text, variables)),
    variables,
    matchers: texts.map(({ text }) => applied.operator.compile(text, variables)),
  };
}

/** Numbers and booleans may stand bare in JSON; the language compares them as text. */
function toTexts(values: unknown): unknown {
  if (Array.isArray(values)) return values.map(toTexts);
  return typeof values === "number" || typeof values === "boolean" ? String(values) : values;
}

function checkValue({ text, place }: PlacedText, operator: ConditionOperator, variables: boolean): void {
  const fault = (variables ? variableFault(text) : undefined) ?? operator.validate(text);
  if (fault === undefined) return;
  // S3 stores dates that are none; they never match.
  if (place.kind === "resource" && operator.name.startsWith("Date")) return;
  refuse(place, { problem: { type: "syntax" }, message: `\`${operator.name}\` cannot hold the value: ${fault}` });
}
