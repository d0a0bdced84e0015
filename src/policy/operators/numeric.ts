import type { ConditionOperator } from "../model.ts";

const DECIMAL = /^[+-]?\d{1,40}(?:\.\d{1,40})?$/;

/**
 * A numeric operator from the comparison that it makes. Numbers are whole or decimal and are compared as
 * double-precision values, exact up to 2^53.
 */
export function numericOperator(
  name: string,
  holds: (requestNumber: number, policyNumber: number) => boolean,
): ConditionOperator {
  return {
    name,
    negated: false,
    allowsVariables: false,
    validate: (value) => (DECIMAL.test(value) ? undefined : `\`${value}\` is not a number`),
    compile: (policyValue) => {
      const expected = Number(policyValue);
      return (requestValue) => DECIMAL.test(requestValue) && holds(Number(requestValue), expected);
    },
  };
}
