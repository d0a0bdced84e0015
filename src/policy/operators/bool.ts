import type { ConditionOperator } from "../model.ts";

/** `true` or `false`. */
export const bool: ConditionOperator = {
  name: "Bool",
  negated: false,
  allowsVariables: false,
  validate: (value) => (/^(true|false)$/i.test(value) ? undefined : `\`${value}\` is neither true nor false`),
  compile: (policyValue) => {
    const expected = policyValue.toLowerCase();
    return (requestValue) => requestValue.toLowerCase() === expected;
  },
};
