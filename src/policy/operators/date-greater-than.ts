import type { ConditionOperator } from "../model.ts";
import { dateOperator } from "./date.ts";

/** After the policy's date. */
export const dateGreaterThan: ConditionOperator = dateOperator(
  "DateGreaterThan",
  (requestInstant, policyInstant) => requestInstant > policyInstant,
);
