import type { ConditionOperator } from "../model.ts";
import { stringLike } from "./string-like.ts";

/** None of the values of StringLike. */
export const stringNotLike: ConditionOperator = { ...stringLike, name: "StringNotLike", negated: true };
