import type { Operation } from "../../../pipeline/service.ts";
import { deleteBoundary } from "../boundaries.ts";
import { roleKind } from "../entities.ts";

/** Takes the permissions boundary from a role. */
export const deleteRolePermissionsBoundary: Operation = deleteBoundary("DeleteRolePermissionsBoundary", roleKind);
