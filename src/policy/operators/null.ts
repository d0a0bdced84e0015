import type { ConditionOperator } from "../model.ts";

/** Whether the key is absent from the request: `true` asks that it is, `false` that it is not. */
export const nullOperator: ConditionOperator = {
  name: "Null",
  negated: false,
  allowsVariables: false,
  testsAbsence: true,
  validate: (value) => (/^(true|false)$/i.test(value) ? undefined : `\`${value}\` is neither true nor false`),
  compile: (policyValue) => {
    const expected = policyValue.toLowerCase();
    return (absence) => absence === expected;
  },
};
