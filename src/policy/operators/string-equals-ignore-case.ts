import type { ConditionOperator } from "../model.ts";
import { compileLiteral } from "../pattern.ts";

/** The same text without regard to case, which goes for the values of variables too. */
export const stringEqualsIgnoreCase: ConditionOperator = {
  name: "StringEqualsIgnoreCase",
  negated: false,
  allowsVariables: true,
  validate: () => undefined,
  compile: (policyValue, variables) => {
    const expected = compileLiteral(policyValue, variables);
    return (requestValue, context) => requestValue.toLowerCase() === expected(context)?.toLowerCase();
  },
};
