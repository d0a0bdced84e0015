import type { Operation } from "../../../pipeline/service.ts";
import { userKind } from "../entities.ts";
import { deleteInlinePolicy } from "../inline-policies.ts";

/** Deletes an inline policy of a user. */
export const deleteUserPolicy: Operation = deleteInlinePolicy("DeleteUserPolicy", userKind);
