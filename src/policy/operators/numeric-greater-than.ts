import type { ConditionOperator } from "../model.ts";
import { numericOperator } from "./numeric.ts";

/** More than the policy's number. */
export const numericGreaterThan: ConditionOperator = numericOperator(
  "NumericGreaterThan",
  (requestNumber, policyNumber) => requestNumber > policyNumber,
);
