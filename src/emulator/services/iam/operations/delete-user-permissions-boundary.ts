import type { Operation } from "../../../pipeline/service.ts";
import { deleteBoundary } from "../boundaries.ts";
import { userKind } from "../entities.ts";

/** Takes the permissions boundary from a user. */
export const deleteUserPermissionsBoundary: Operation = deleteBoundary("DeleteUserPermissionsBoundary", userKind);
