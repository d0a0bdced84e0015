import type { ConditionOperator } from "../model.ts";
import { arnLike } from "./arn-like.ts";

/** The same as ArnLike, wildcards included: AWS documents the two as identical. */
export const arnEquals: ConditionOperator = { ...arnLike, name: "ArnEquals" };
