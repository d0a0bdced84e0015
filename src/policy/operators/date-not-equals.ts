import type { ConditionOperator } from "../model.ts";
import { dateEquals } from "./date-equals.ts";

/** None of the values of DateEquals. */
export const dateNotEquals: ConditionOperator = { ...dateEquals, name: "DateNotEquals", negated: true };
