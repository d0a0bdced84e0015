import type { Operation } from "../../../pipeline/service.ts";
import { groupKind } from "../entities.ts";
import { getInlinePolicy } from "../inline-policies.ts";

/** Shows an inline policy of a group. */
export const getGroupPolicy: Operation = getInlinePolicy("GetGroupPolicy", groupKind);
