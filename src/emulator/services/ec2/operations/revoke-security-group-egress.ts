import type { Operation } from "../../../pipeline/service.ts";
import { revokeOperation } from "../rule-operations.ts";

/** Lets traffic out of a group's instances no more. */
export const revokeSecurityGroupEgress: Operation = revokeOperation({
  name: "RevokeSecurityGroupEgress",
  isEgress: true,
});
