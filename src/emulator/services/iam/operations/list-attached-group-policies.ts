import type { Operation } from "../../../pipeline/service.ts";
import { listAttachedPolicies } from "../attached-policies.ts";
import { groupKind } from "../entities.ts";

/** Lists the managed policies that are attached to a group. */
export const listAttachedGroupPolicies: Operation = listAttachedPolicies("ListAttachedGroupPolicies", groupKind);
