import type { ConditionOperator } from "../model.ts";
import { dateOperator } from "./date.ts";

/** Before the policy's date. */
export const dateLessThan: ConditionOperator = dateOperator(
  "DateLessThan",
  (requestInstant, policyInstant) => requestInstant < policyInstant,
);
