import type { Operation } from "../../../pipeline/service.ts";
import { roleKind } from "../entities.ts";
import { putBoundary } from "../boundaries.ts";

/** Sets the permissions boundary of a role. */
export const putRolePermissionsBoundary: Operation = putBoundary("PutRolePermissionsBoundary", roleKind);
