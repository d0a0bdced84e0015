import { createHash } from "node:crypto";
import { ALPHABETS, type Random, randomText } from "../../core/index.ts";
import { newAccessKeyId } from "./key-ids.ts";
import type { StoreReader, StoreWriter } from "./store.ts";
import { Table } from "./table.ts";

/** An AWS account that the emulator holds. */
export interface AccountRecord {
  readonly accountId: string;
  /** S3's name for the account in ACLs: 64 hex digits. */
  readonly canonicalId: string;
}

/** A long-term access key (`AKIA…`). */
export interface AccessKeyRecord {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly accountId: string;
  /** The IAM user that owns the key; absent for the account's root user. */
  readonly userName?: string;
  readonly status: "Active" | "Inactive";
  readonly createdAt: string;
}

/** A key pair as it is handed out once. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const accounts = new Table<AccountRecord>("account");
const accessKeys = new Table<AccessKeyRecord>("access-key");
const userKeys = new Table<string>("user-access-key");

/** The account, or `undefined` where the emulator does not hold it. */
export function findAccount(reader: StoreReader, accountId: string): AccountRecord | undefined {
  return accounts.get(reader, accountId);
}

/** All accounts, by account id. */
function listAccounts(reader: StoreReader): readonly AccountRecord[] {
  return [...accounts.rows(reader)].map(([, account]) => account);
}

/** The account whose canonical id this is. */
export function findAccountByCanonicalId(reader: StoreReader, canonicalId: string): AccountRecord | undefined {
  return listAccounts(reader).find((account) => account.canonicalId === canonicalId);
}

/** Makes an account. Its canonical id is derived from its account id, so that ACLs read alike in every emulator. */
export function createAccount(writer: StoreWriter, accountId: string): AccountRecord {
  const canonicalId = createHash("sha256").update(`keylease canonical user ${accountId}`).digest("hex");
  const account = { accountId, canonicalId };
  accounts.put(writer, [accountId], account);
  return account;
}

/** The key, whoever owns it and whatever its status, or `undefined`. */
export function findAccessKey(reader: StoreReader, accessKeyId: string): AccessKeyRecord | undefined {
  return accessKeys.get(reader, accessKeyId);
}

export function putAccessKey(writer: StoreWriter, key: AccessKeyRecord): void {
  accessKeys.put(writer, [key.accessKeyId], key);
  userKeys.put(writer, [key.accountId, key.userName ?? "", key.accessKeyId], key.accessKeyId);
}

export function removeAccessKey(writer: StoreWriter, key: AccessKeyRecord): void {
  accessKeys.remove(writer, key.accessKeyId);
  userKeys.remove(writer, key.accountId, key.userName ?? "", key.accessKeyId);
}

/** The keys of an IAM user, or of the root user where `userName` is absent. */
export function listAccessKeys(reader: StoreReader, accountId: string, userName?: string): readonly AccessKeyRecord[] {
  const ids = [...userKeys.rows(reader, { under: [accountId, userName ?? ""] })].map(([, id]) => id);
  return ids.flatMap((id) => accessKeys.get(reader, id) ?? []);
}

/** A fresh long-term key pair: 20 and 40 characters, as AWS's. */
export function newAccessKey(random: Random, accountId: string): AccessKey {
  return {
    accessKeyId: newAccessKeyId(random, "AKIA", accountId),
    secretAccessKey: randomText(random, 40, ALPHABETS.base64),
  };
}
