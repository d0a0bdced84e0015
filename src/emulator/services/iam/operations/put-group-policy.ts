import type { Operation } from "../../../pipeline/service.ts";
import { groupKind } from "../entities.ts";
import { putInlinePolicy } from "../inline-policies.ts";

/** Writes an inline policy of a group. */
export const putGroupPolicy: Operation = putInlinePolicy("PutGroupPolicy", groupKind);
