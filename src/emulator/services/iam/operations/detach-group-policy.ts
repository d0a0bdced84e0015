import type { Operation } from "../../../pipeline/service.ts";
import { detachPolicy } from "../attached-policies.ts";
import { groupKind } from "../entities.ts";

/** Detaches a managed policy from a group. */
export const detachGroupPolicy: Operation = detachPolicy("DetachGroupPolicy", groupKind);
