import type { ConditionOperator } from "../model.ts";
import { numericOperator } from "./numeric.ts";

/** The same number. */
export const numericEquals: ConditionOperator = numericOperator(
  "NumericEquals",
  (requestNumber, policyNumber) => requestNumber === policyNumber,
);
