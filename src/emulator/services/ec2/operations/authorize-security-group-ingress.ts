import type { Operation } from "../../../pipeline/service.ts";
import { authorizeOperation } from "../rule-operations.ts";

/** Lets traffic into a group's instances. */
export const authorizeSecurityGroupIngress: Operation = authorizeOperation({
  name: "AuthorizeSecurityGroupIngress",
  isEgress: false,
});
