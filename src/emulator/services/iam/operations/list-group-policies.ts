import type { Operation } from "../../../pipeline/service.ts";
import { groupKind } from "../entities.ts";
import { listInlinePolicies } from "../inline-policies.ts";

/** Lists the inline policies of a group. */
export const listGroupPolicies: Operation = listInlinePolicies("ListGroupPolicies", groupKind);
