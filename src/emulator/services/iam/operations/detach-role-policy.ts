import type { Operation } from "../../../pipeline/service.ts";
import { detachPolicy } from "../attached-policies.ts";
import { roleKind } from "../entities.ts";

/** Detaches a managed policy from a role. */
export const detachRolePolicy: Operation = detachPolicy("DetachRolePolicy", roleKind);
