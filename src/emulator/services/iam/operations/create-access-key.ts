import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { type AccessKeyRecord, listAccessKeys, newAccessKey, putAccessKey } from "../../../state/accounts.ts";
import { existing, userKind } from "../entities.ts";
import { quotaExceeded } from "../errors.ts";
import { onTargetUser, targetUserName } from "../own-user.ts";
import { iamParams, optionalName } from "../parameters.ts";
import { IAM_QUOTAS } from "../quotas.ts";

const MAX_KEYS = IAM_QUOTAS.accessKeysPerUser;

/** Makes a long-term key. Its secret is told this once. */
export const createAccessKey: Operation = operation<{ readonly userName: string | undefined }>({
  name: "CreateAccessKey",
  errors: ["LimitExceeded", "NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const userName = optionalName(params, "UserName", 128);
    params.check();
    return { userName };
  },
  authorise: ({ userName }, context) => [onTargetUser(userName, { operation: "CreateAccessKey", context })],
  run: async (input, context) => {
    const { state, caller } = context;
    const { accountId } = caller;
    const name = targetUserName(input.userName, context);
    const key = await state.store.transaction((writer) => {
      const userName = name === undefined ? undefined : existing(userKind, writer, { accountId, name }).userName;
      if (listAccessKeys(writer, accountId, userName).length >= MAX_KEYS) {
        throw quotaExceeded("AccessKeysPerUser", MAX_KEYS);
      }
      const record: AccessKeyRecord = {
        ...newAccessKey(state.random, caller.accountId),
        accountId,
        ...(userName === undefined ? {} : { userName }),
        status: "Active",
        createdAt: state.clock.now().toISOString(),
      };
      putAccessKey(writer, record);
      return record;
    });
    return {
      AccessKey: {
        UserName: key.userName,
        AccessKeyId: key.accessKeyId,
        Status: key.status,
        SecretAccessKey: key.secretAccessKey,
        CreateDate: new Date(key.createdAt),
      },
    } satisfies XmlObject;
  },
});
