import type { Operation } from "../../../pipeline/service.ts";
import { roleKind } from "../entities.ts";
import { putInlinePolicy } from "../inline-policies.ts";

/** Writes an inline policy of a role. */
export const putRolePolicy: Operation = putInlinePolicy("PutRolePolicy", roleKind);
