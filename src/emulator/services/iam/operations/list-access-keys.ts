import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { listAccessKeys as keysOf } from "../../../state/accounts.ts";
import { existing, userKind } from "../entities.ts";
import { onTargetUser, targetUserName } from "../own-user.ts";
import { cutPage, type PageRequest, readPageRequest } from "../pages.ts";
import { iamParams, optionalName } from "../parameters.ts";

/** Lists a user's keys, or the caller's, without their secrets. */
export const listAccessKeys: Operation = operation<{
  readonly userName: string | undefined;
  readonly page: PageRequest;
}>({
  name: "ListAccessKeys",
  errors: ["NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = { userName: optionalName(params, "UserName", 128), page: readPageRequest(params) };
    params.check();
    return input;
  },
  authorise: ({ userName }, context) => [onTargetUser(userName, { operation: "ListAccessKeys", context })],
  run(input, context) {
    const { state, caller } = context;
    const { accountId } = caller;
    const name = targetUserName(input.userName, context);
    const userName = name === undefined ? undefined : existing(userKind, state.store, { accountId, name }).userName;
    const { items, end } = cutPage(keysOf(state.store, accountId, userName), input.page, (key) => key.accessKeyId);
    const elements = items.map((key) => ({
      UserName: key.userName,
      AccessKeyId: key.accessKeyId,
      Status: key.status,
      CreateDate: new Date(key.createdAt),
    }));
    return { AccessKeyMetadata: elements, ...end } satisfies XmlObject;
  },
});
