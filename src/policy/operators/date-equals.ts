import type { ConditionOperator } from "../model.ts";
import { dateOperator } from "./date.ts";

/** The same instant. */
export const dateEquals: ConditionOperator = dateOperator(
  "DateEquals",
  (requestInstant, policyInstant) => requestInstant === policyInstant,
);
