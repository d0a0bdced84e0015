import type { ConditionOperator } from "../model.ts";
import { arnLike } from "./arn-like.ts";

/** None of the values of ArnLike. */
export const arnNotLike: ConditionOperator = { ...arnLike, name: "ArnNotLike", negated: true };
