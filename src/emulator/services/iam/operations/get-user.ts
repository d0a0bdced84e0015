import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, type OperationContext, operation } from "../../../pipeline/service.ts";
import { listAccessKeys } from "../../../state/accounts.ts";
import { userElement } from "../elements.ts";
import { existing, userKind } from "../entities.ts";
import { onTargetUser, targetUserName } from "../own-user.ts";
import { iamParams, optionalName } from "../parameters.ts";

/** Describes a user, or the caller. */
export const getUser: Operation = operation<{ readonly userName: string | undefined }>({
  name: "GetUser",
  errors: ["NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const userName = optionalName(params, "UserName", 128);
    params.check();
    return { userName };
  },
  authorise: ({ userName }, context) => [onTargetUser(userName, { operation: "GetUser", context })],
  run({ userName }, context) {
    const { state, caller } = context;
    const name = targetUserName(userName, context);
    if (name === undefined) return { User: rootElement(context) };
    return { User: userElement(existing(userKind, state.store, { accountId: caller.accountId, name })) };
  },
});

/** The root user has neither name nor path, and is as old as its account: as its first key. */
function rootElement({ state, caller }: OperationContext): XmlObject {
  const keys = listAccessKeys(state.store, caller.accountId).map((key) => key.createdAt);
  return { UserId: caller.accountId, Arn: caller.arn, CreateDate: new Date(keys.sort()[0] ?? state.clock.now()) };
}
