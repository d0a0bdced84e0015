import type { Operation } from "../../../pipeline/service.ts";
import { roleKind } from "../entities.ts";
import { listInlinePolicies } from "../inline-policies.ts";

/** Lists the inline policies of a role. */
export const listRolePolicies: Operation = listInlinePolicies("ListRolePolicies", roleKind);
