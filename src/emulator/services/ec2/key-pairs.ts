import type { OperationContext } from "../../pipeline/service.ts";
import type { Tag } from "../../state/identities.ts";
import type { StoreReader, StoreWriter } from "../../state/store.ts";
import { Table } from "../../state/table.ts";
import { ec2Errors } from "./errors.ts";
import { newId } from "./ids.ts";
import type { PublicKeyMaterial } from "./key-material.ts";

export interface KeyPairRecord extends PublicKeyMaterial {
  readonly accountId: string;
  readonly keyName: string;
  /** `key-` and 17 hex digits. */
  readonly keyPairId: string;
  readonly createdAt: string;
  readonly tags: readonly Tag[];
}

const MAX_NAME = 255;
const keyPairs = new Table<KeyPairRecord>("ec2-key-pair");

/** The key pair, or `undefined` where the account has none of that name. Names differ by case. */
export function findKeyPair(reader: StoreReader, accountId: string, keyName: string): KeyPairRecord | undefined {
  return keyPairs.get(reader, accountId, keyName);
}

/** The account's key pairs, by name. */
export function listKeyPairs(reader: StoreReader, accountId: string): readonly KeyPairRecord[] {
  return [...keyPairs.rows(reader, { under: [accountId] })].map(([, pair]) => pair);
}

export function putKeyPair(writer: StoreWriter, pair: KeyPairRecord): void {
  keyPairs.put(writer, [pair.accountId, pair.keyName], pair);
}

export function removeKeyPair(writer: StoreWriter, { accountId, keyName }: KeyPairRecord): void {
  keyPairs.remove(writer, accountId, keyName);
}

/**
 * Keeps a new pair.
 *
 * @throws AwsError `InvalidKeyPair.Duplicate`.
 */
export function addKeyPair(
  { state, caller }: OperationContext,
  { keyName, tags, material }: { keyName: string; tags: readonly Tag[]; material: PublicKeyMaterial },
): Promise<KeyPairRecord> {
  const { keyType, publicKey, fingerprint } = material;
  const pair: KeyPairRecord = {
    accountId: caller.accountId,
    keyName,
    keyPairId: newId(state.random, "key"),
    keyType,
    publicKey,
    fingerprint,
    createdAt: state.clock.now().toISOString(),
    tags,
  };
  return state.store.transaction((writer) => {
    refuseDuplicate(writer, pair);
    putKeyPair(writer, pair);
    return pair;
  });
}

/** @throws AwsError `InvalidKeyPair.Duplicate` where the account has a pair of that name. */
export function refuseDuplicate(
  reader: StoreReader,
  { accountId, keyName }: Pick<KeyPairRecord, "accountId" | "keyName">,
): void {
  if (findKeyPair(reader, accountId, keyName) !== undefined) {
    throw ec2Errors.coded("InvalidKeyPair.Duplicate", "The keypair already exists");
  }
}

/** @throws AwsError `InvalidParameterValue` where a text cannot be a key pair's name. */
export function checkKeyName(keyName: string): string {
  // The store divides keys by a zero character; EC2 takes printable ASCII anyway.
  if (keyName.length <= MAX_NAME && /^[\x20-\x7e]+$/.test(keyName)) return keyName;
  throw ec2Errors.invalidValue(keyName, "KeyName", "Character sets beyond ASCII are not supported.");
}
