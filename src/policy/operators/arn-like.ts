import type { ConditionOperator } from "../model.ts";
import { compileArn, splitArn } from "../pattern.ts";
import { variableEnd } from "../template.ts";

/** An ARN whose six parts are compared one by one, each with the wildcards `*` and `?`. */
export const arnLike: ConditionOperator = {
  name: "ArnLike",
  negated: false,
  allowsVariables: true,
  validate: (value) => (isArnPattern(value) ? undefined : `\`${value}\` is not an ARN`),
  compile: compileArn,
};

function isArnPattern(value: string): boolean {
  if (value === "*" || variableEnd(value, 0) === value.length) return true;
  const parts = splitArn(value, true);
  return parts !== undefined && parts[0] === "arn" && parts[5] !== "";
}
