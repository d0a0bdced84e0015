import type { OperationContext } from "../../pipeline/service.ts";
import { type AccessKeyRecord, findAccessKey } from "../../state/accounts.ts";
import type { StoreReader } from "../../state/store.ts";
import { existing, userKind } from "./entities.ts";
import { noSuchAccessKey } from "./errors.ts";
import { targetUserName } from "./own-user.ts";

/** A key as an operation names it: by its id, and optionally by its user. */
export interface KeyName {
  readonly userName: string | undefined;
  readonly accessKeyId: string;
}

/** The constraints of `AccessKeyId`. */
export const ACCESS_KEY_ID_RULE = { min: 16, max: 128, pattern: "[\\w]+" } as const;

/**
 * The named user's key; a key of anybody else is not found.
 *
 * @throws AwsError `NoSuchEntity`.
 */
export function existingKey(reader: StoreReader, key: KeyName, context: OperationContext): AccessKeyRecord {
  const { accountId } = context.caller;
  const name = targetUserName(key.userName, context);
  const userName = name === undefined ? undefined : existing(userKind, reader, { accountId, name }).userName;
  const record = findAccessKey(reader, key.accessKeyId);
  if (record === undefined || record.accountId !== accountId || record.userName !== userName) {
    throw noSuchAccessKey(key.accessKeyId);
  }
  return record;
}
