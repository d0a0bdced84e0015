import type { ConditionOperator } from "../model.ts";
import { compileLiteral } from "../pattern.ts";

/** The same text, with regard to case. */
export const stringEquals: ConditionOperator = {
  name: "StringEquals",
  negated: false,
  allowsVariables: true,
  validate: () => undefined,
  compile: (policyValue, variables) => {
    const expected = compileLiteral(policyValue, variables);
    return (requestValue, context) => requestValue === expected(context);
  },
};
