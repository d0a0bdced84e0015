import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, type OperationContext, operation } from "../../../pipeline/service.ts";
import { type AccessKeyRecord, findAccessKey } from "../../../state/accounts.ts";
import { ACCESS_KEY_ID_RULE } from "../access-keys.ts";
import { userKind } from "../entities.ts";
import { foreignAccessKey } from "../errors.ts";
import { iamParams } from "../parameters.ts";
import { onAll, onEntity, requirement } from "../requirements.ts";

/** Tells when, where and for what a key of the account was used last. */
export const getAccessKeyLastUsed: Operation = operation<{ readonly accessKeyId: string }>({
  name: "GetAccessKeyLastUsed",
  errors: ["ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const accessKeyId = params.requiredText("AccessKeyId", ACCESS_KEY_ID_RULE);
    params.check();
    return { accessKeyId };
  },
  authorise({ accessKeyId }, context) {
    const ask = { operation: "GetAccessKeyLastUsed", context };
    const key = ownKey(accessKeyId, context);
    if (key === undefined) return [onAll(ask)];
    if (key.userName === undefined) return [requirement(`arn:aws:iam::${key.accountId}:root`, ask)];
    return [onEntity(userKind, key.userName, ask)];
  },
  run({ accessKeyId }, context) {
    const { state, caller } = context;
    const key = ownKey(accessKeyId, context);
    if (key === undefined) throw foreignAccessKey(caller.arn, accessKeyId);
    const use = state.lastUses.find(state.store, accessKeyId);
    return {
      UserName: key.userName,
      AccessKeyLastUsed: {
        LastUsedDate: use === undefined ? undefined : new Date(use.at),
        ServiceName: use?.service ?? "N/A",
        Region: use?.region ?? "N/A",
      },
    } satisfies XmlObject;
  },
});

/** A key of the caller's account; others are as if they were not there. */
function ownKey(accessKeyId: string, { state, caller }: OperationContext): AccessKeyRecord | undefined {
  const key = findAccessKey(state.store, accessKeyId);
  return key?.accountId === caller.accountId ? key : undefined;
}
