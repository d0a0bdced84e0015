import type { Operation } from "../../../pipeline/service.ts";
import { roleKind } from "../entities.ts";
import { listAttachedPolicies } from "../attached-policies.ts";

/** Lists the managed policies of a role. */
export const listAttachedRolePolicies: Operation = listAttachedPolicies("ListAttachedRolePolicies", roleKind);
