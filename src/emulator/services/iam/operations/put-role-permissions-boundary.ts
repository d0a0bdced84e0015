import type { Operation } from "../../../pipeline/service.ts";
import { putBoundary } from "../boundaries.ts";
import { roleKind } from "../entities.ts";

/** Sets the permissions boundary of a role. */
export const putRolePermissionsBoundary: Operation = putBoundary("PutRolePermissionsBoundary", roleKind);
