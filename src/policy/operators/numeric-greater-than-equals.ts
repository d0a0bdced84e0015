import type { ConditionOperator } from "../model.ts";
import { numericOperator } from "./numeric.ts";

/** At least the policy's number. */
export const numericGreaterThanEquals: ConditionOperator = numericOperator(
  "NumericGreaterThanEquals",
  (requestNumber, policyNumber) => requestNumber >= policyNumber,
);
