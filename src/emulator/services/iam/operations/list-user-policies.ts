import type { Operation } from "../../../pipeline/service.ts";
import { userKind } from "../entities.ts";
import { listInlinePolicies } from "../inline-policies.ts";

/** Lists the inline policies of a user. */
export const listUserPolicies: Operation = listInlinePolicies("ListUserPolicies", userKind);
