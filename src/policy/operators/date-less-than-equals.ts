import type { ConditionOperator } from "../model.ts";
import { dateOperator } from "./date.ts";

/** At or before the policy's date. */
export const dateLessThanEquals: ConditionOperator = dateOperator(
  "DateLessThanEquals",
  (requestInstant, policyInstant) => requestInstant <= policyInstant,
);
