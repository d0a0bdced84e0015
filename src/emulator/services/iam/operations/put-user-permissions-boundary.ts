import type { Operation } from "../../../pipeline/service.ts";
import { putBoundary } from "../boundaries.ts";
import { userKind } from "../entities.ts";

/** Sets the permissions boundary of a user. */
export const putUserPermissionsBoundary: Operation = putBoundary("PutUserPermissionsBoundary", userKind);
