import type { ConditionOperator } from "../model.ts";
import { numericOperator } from "./numeric.ts";

/** At most the policy's number. */
export const numericLessThanEquals: ConditionOperator = numericOperator(
  "NumericLessThanEquals",
  (requestNumber, policyNumber) => requestNumber <= policyNumber,
);
