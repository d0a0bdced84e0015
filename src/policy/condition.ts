import type { Condition, RequestContext } from "./model.ts";

/** Whether a condition holds in a request's context, by the rules of IAM's "Condition" element. */
export function conditionHolds(condition: Condition, context: RequestContext): boolean {
  const { operator, quantifier } = condition;
  const value = context.get(condition.contextKey);
  if (operator.testsAbsence === true) return matchesAny(condition, String(isAbsent(value)), context);
  if (isAbsent(value)) return holdsWithoutKey(condition);
  if (quantifier === undefined) return holdsUnquantified(condition, value, context);

  // To the quantifiers a lone empty text is an empty set: IAM calls both a null data set.
  const values = typeof value === "string" ? [value] : value;
  if (values.length === 1 && values[0] === "") return holdsWithoutKey(condition);
  const holds = (one: string): boolean => matchesAny(condition, one, context) !== operator.negated;
  return quantifier === "ForAllValues" ? values.every(holds) : values.some(holds);
}

function holdsWithoutKey({ ifExists, operator, quantifier }: Condition): boolean {
  if (ifExists) return true;
  if (quantifier !== undefined) return quantifier === "ForAllValues";
  return operator.negated;
}

/**
 * Several policy values are alternatives; a negated operator is the NOR of them. AWS does not say what a key with
 * several values means without a quantifier: any one that matches counts, so that a negated operator is
 * exactly the opposite of its positive one.
 */
function holdsUnquantified(condition: Condition, value: string | readonly string[], context: RequestContext): boolean {
  const matched =
    typeof value === "string"
      ? matchesAny(condition, value, context)
      : value.some((one) => matchesAny(condition, one, context));
  return matched !== condition.operator.negated;
}

function matchesAny(condition: Condition, requestValue: string, context: RequestContext): boolean {
  for (const matches of condition.matchers) {
    if (matches(requestValue, context)) return true;
  }
  return false;
}

function isAbsent(value: string | readonly string[] | undefined): value is undefined {
  return value === undefined || (typeof value !== "string" && value.length === 0);
}
