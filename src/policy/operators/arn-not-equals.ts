import type { ConditionOperator } from "../model.ts";
import { arnEquals } from "./arn-equals.ts";

/** None of the values of ArnEquals. */
export const arnNotEquals: ConditionOperator = { ...arnEquals, name: "ArnNotEquals", negated: true };
