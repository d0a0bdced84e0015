import type { Operation } from "../../../pipeline/service.ts";
import { groupKind } from "../entities.ts";
import { deleteInlinePolicy } from "../inline-policies.ts";

/** Deletes an inline policy of a group. */
export const deleteGroupPolicy: Operation = deleteInlinePolicy("DeleteGroupPolicy", groupKind);
