import type { Operation } from "../../../pipeline/service.ts";
import { roleKind } from "../entities.ts";
import { deleteInlinePolicy } from "../inline-policies.ts";

/** Deletes an inline policy of a role. */
export const deleteRolePolicy: Operation = deleteInlinePolicy("DeleteRolePolicy", roleKind);
