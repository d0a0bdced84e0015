import type { Operation } from "../../../pipeline/service.ts";
import { detachPolicy } from "../attached-policies.ts";
import { userKind } from "../entities.ts";

/** Detaches a managed policy from a user. */
export const detachUserPolicy: Operation = detachPolicy("DetachUserPolicy", userKind);
