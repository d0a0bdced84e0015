import type { TableKey } from "../action-table/action-table.ts";
import type { PlacedCondition, PlacedStatement } from "../document.ts";
import { serviceOf } from "../expand.ts";
import type { Draft } from "../finding.ts";
import { servicesOf, standingOf } from "../keys.ts";
import { nearest } from "../nearest.ts";
import type { Rule, RuleContext } from "../rule.ts";

/** Condition keys that no request has, and operators that are for other values than the key's. */
export const conditionKeys: Rule = (statement, context) =>
  statement.conditions.flatMap((placed) => {
    const { key: name } = placed.condition;
    const standing = standingOf(name, statement, context.table);
    if (standing.known === "unjudged") return [];
    if (standing.known === "nowhere") return [unknownKey(placed, context)];
    if (standing.known === "elsewhere") return [foreignKey(placed, statement)];
    return mismatch(placed, standing.key);
  });

function unknownKey({ condition: { key }, pointer }: PlacedCondition, { table }: RuleContext): Draft {
  const service = table.service(serviceOf(key));
  const known = [...table.globalKeys, ...(service?.keys ?? [])].map(({ name }) => name);
  const meant = nearest(key, known);
  const hint =
    meant === undefined
      ? "See the service authorization reference for the keys of a service."
      : `Did you mean \`${meant}\`?`;
  return { code: "UnknownConditionKey", pointer, message: `no service has the condition key \`${key}\``, hint };
}

function foreignKey({ condition: { key }, pointer }: PlacedCondition, statement: PlacedStatement): Draft {
  const services = [...(servicesOf(statement) ?? [])].join(", ");
  const message = `no request for an action of ${services} has the condition key \`${key}\``;
  return {
    code: "ForeignConditionKey",
    pointer,
    message,
    hint: "The condition is judged as for an absent key, always.",
  };
}

/** What operators may be used for keys of a type. Texts may be compared as texts where their form is one alone. */
const FITTING: Readonly<Record<string, RegExp>> = {
  ARN: /^(?:Arn|String)/,
  Bool: /^(?:Bool|String)/,
  Date: /^(?:Date|Numeric)/,
  IPAddress: /^(?:Not)?IpAddress$/,
  Numeric: /^(?:Numeric|String|Date)/,
};

function mismatch({ condition, pointer }: PlacedCondition, key: TableKey): readonly Draft[] {
  const { operator } = condition;
  const type = key.type.replace(/^ArrayOf/, "");
  const fitting = FITTING[type];
  if (operator.testsAbsence || fitting === undefined || fitting.test(operator.name)) return [];
  const message = `\`${operator.name}\` does not fit \`${key.name}\`, whose values are of the type ${type}`;
  return [{ code: "ConditionTypeMismatch", pointer, message, hint: `Use an operator such as \`${USUAL[type]}\`.` }];
}

const USUAL: Readonly<Record<string, string>> = {
  ARN: "ArnLike",
  Bool: "Bool",
  Date: "DateLessThan",
  IPAddress: "IpAddress",
  Numeric: "NumericLessThanEquals",
};
