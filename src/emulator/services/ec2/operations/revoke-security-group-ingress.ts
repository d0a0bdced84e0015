import type { Operation } from "../../../pipeline/service.ts";
import { revokeOperation } from "../rule-operations.ts";

/** Lets traffic into a group's instances no more. */
export const revokeSecurityGroupIngress: Operation = revokeOperation({
  name: "RevokeSecurityGroupIngress",
  isEgress: false,
});
