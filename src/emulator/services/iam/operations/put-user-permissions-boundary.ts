import type { Operation } from "../../../pipeline/service.ts";
import { userKind } from "../entities.ts";
import { putBoundary } from "../boundaries.ts";

/** Sets the permissions boundary of a user. */
export const putUserPermissionsBoundary: Operation = putBoundary("PutUserPermissionsBoundary", userKind);
