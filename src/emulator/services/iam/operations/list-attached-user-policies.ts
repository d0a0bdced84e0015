import type { Operation } from "../../../pipeline/service.ts";
import { listAttachedPolicies } from "../attached-policies.ts";
import { userKind } from "../entities.ts";

/** Lists the managed policies of a user. */
export const listAttachedUserPolicies: Operation = listAttachedPolicies("ListAttachedUserPolicies", userKind);
