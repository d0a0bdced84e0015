import type { ConditionOperator } from "../model.ts";
import { numericOperator } from "./numeric.ts";

/** Less than the policy's number. */
export const numericLessThan: ConditionOperator = numericOperator(
  "NumericLessThan",
  (requestNumber, policyNumber) => requestNumber < policyNumber,
);
