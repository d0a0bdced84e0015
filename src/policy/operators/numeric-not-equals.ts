import type { ConditionOperator } from "../model.ts";
import { numericEquals } from "./numeric-equals.ts";

/** None of the values of NumericEquals. */
export const numericNotEquals: ConditionOperator = { ...numericEquals, name: "NumericNotEquals", negated: true };
