import { type Operation, operation } from "../../../pipeline/service.ts";

/** Tells callers who they are. Never denied, not even by an explicit deny ("Actions, resources, and condition keys for STS"). */
export const getCallerIdentity: Operation = operation({
  name: "GetCallerIdentity",
  errors: [],
  parse: () => undefined,
  authorise: () => ({ noPermissionNeeded: "AWS answers GetCallerIdentity whatever the policies say" }),
  run: (_input, { caller }) => ({ Arn: caller.arn, UserId: caller.userId, Account: caller.accountId }),
});
