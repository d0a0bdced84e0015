import type { ConditionOperator } from "../model.ts";
import { parseInstant } from "./instant.ts";

/**
 * A date operator from the comparison that it makes. Dates are ISO 8601 or seconds since 1970.
 *
 * A value that is no date matches nothing: S3 stores bucket policies with such values.
 */
export function dateOperator(
  name: string,
  holds: (requestInstant: bigint, policyInstant: bigint) => boolean,
): ConditionOperator {
  return {
    name,
    negated: false,
    allowsVariables: false,
    validate: (value) => (parseInstant(value) === undefined ? `\`${value}\` is not a date` : undefined),
    compile: (policyValue) => {
      const expected = parseInstant(policyValue);
      return (requestValue) => {
        const instant = parseInstant(requestValue);
        return expected !== undefined && instant !== undefined && holds(instant, expected);
      };
    },
  };
}
