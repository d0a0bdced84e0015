import type { Operation } from "../../../pipeline/service.ts";
import { listAttachedPolicies } from "../attached-policies.ts";
import { roleKind } from "../entities.ts";

/** Lists the managed policies of a role. */
export const listAttachedRolePolicies: Operation = listAttachedPolicies("ListAttachedRolePolicies", roleKind);
