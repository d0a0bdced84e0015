import type { Operation } from "../../../pipeline/service.ts";
import { userKind } from "../entities.ts";
import { deleteBoundary } from "../boundaries.ts";

/** Takes the permissions boundary from a user. */
export const deleteUserPermissionsBoundary: Operation = deleteBoundary("DeleteUserPermissionsBoundary", userKind);
