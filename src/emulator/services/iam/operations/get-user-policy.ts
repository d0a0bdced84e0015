import type { Operation } from "../../../pipeline/service.ts";
import { userKind } from "../entities.ts";
import { getInlinePolicy } from "../inline-policies.ts";

/** Reads an inline policy of a user. */
export const getUserPolicy: Operation = getInlinePolicy("GetUserPolicy", userKind);
