import type { Operation } from "../../../pipeline/service.ts";
import { roleKind } from "../entities.ts";
import { getInlinePolicy } from "../inline-policies.ts";

/** Reads an inline policy of a role. */
export const getRolePolicy: Operation = getInlinePolicy("GetRolePolicy", roleKind);
