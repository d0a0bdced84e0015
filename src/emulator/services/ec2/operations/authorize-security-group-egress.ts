import type { Operation } from "../../../pipeline/service.ts";
import { authorizeOperation } from "../rule-operations.ts";

/** Lets traffic out of a group's instances. */
export const authorizeSecurityGroupEgress: Operation = authorizeOperation({
  name: "AuthorizeSecurityGroupEgress",
  isEgress: true,
});
