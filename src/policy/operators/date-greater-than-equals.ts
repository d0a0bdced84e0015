import type { ConditionOperator } from "../model.ts";
import { dateOperator } from "./date.ts";

/** At or after the policy's date. */
export const dateGreaterThanEquals: ConditionOperator = dateOperator(
  "DateGreaterThanEquals",
  (requestInstant, policyInstant) => requestInstant >= policyInstant,
);
