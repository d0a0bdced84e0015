import type { ConditionOperator } from "../model.ts";
import { stringEquals } from "./string-equals.ts";

/** None of the values of StringEquals. */
export const stringNotEquals: ConditionOperator = { ...stringEquals, name: "StringNotEquals", negated: true };
