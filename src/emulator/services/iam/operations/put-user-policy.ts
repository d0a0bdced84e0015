import type { Operation } from "../../../pipeline/service.ts";
import { userKind } from "../entities.ts";
import { putInlinePolicy } from "../inline-policies.ts";

/** Writes an inline policy of a user. */
export const putUserPolicy: Operation = putInlinePolicy("PutUserPolicy", userKind);
