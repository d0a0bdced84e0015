import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { systemClock, systemRandom } from "../core/index.ts";
import { EmulatorStartError } from "./errors.ts";
import type { EmulatorOptions } from "./options.ts";
import {
  type AccessKey,
  createAccount,
  findAccount,
  listAccessKeys,
  newAccessKey,
  putAccessKey,
} from "./state/accounts.ts";
import { AuthorizationMessages } from "./state/authorization-messages.ts";
import type { BlobStore } from "./state/blobs.ts";
import { DiskFiles } from "./state/disk-files.ts";
import { IssuerKeys } from "./state/issuer-keys.ts";
import { LastUses } from "./state/last-uses.ts";
import { LmdbStore } from "./state/lmdb-store.ts";
import { MemoryFiles } from "./state/memory-files.ts";
import { MemoryStore } from "./state/memory-store.ts";
import { MovableClock } from "./state/movable-clock.ts";
import { PolicyCache } from "./state/policy-cache.ts";
import { SessionSealer } from "./state/sessions.ts";
import { SigningKeys } from "./state/signing-keys.ts";
import { SplitBlobs } from "./state/split-blobs.ts";
import type { EmulatorState } from "./state/state.ts";
import type { Store } from "./state/store.ts";
import { Table } from "./state/table.ts";

/** An account with its root key. */
export interface RootAccount extends AccessKey {
  readonly accountId: string;
}

export interface OpenedState {
  readonly state: EmulatorState;
  readonly accounts: readonly RootAccount[];
}

const SEAL_KEY_BYTES = 32;
const settings = new Table<string>("setting");

/** Opens the state of an emulator: new, or as the data directory has kept it. */
export async function openState(options: EmulatorOptions): Promise<OpenedState> {
  const random = options.random ?? systemRandom;
  const clock = new MovableClock(options.clock ?? systemClock);
  const { store, blobs } = await openStores(options, random);
  const sealKey = await keepSealKey(store, random);
  const state: EmulatorState = {
    store,
    blobs,
    clock,
    random,
    sessions: new SessionSealer(Buffer.from(sealKey, "base64"), random),
    signingKeys: new SigningKeys(),
    policies: new PolicyCache(),
    lastUses: new LastUses(store),
    messages: new AuthorizationMessages(Buffer.from(sealKey, "base64"), random),
    issuerKeys: new IssuerKeys(clock, options.oidcKeySets),
    region: options.region ?? "us-east-1",
  };
  return { state, accounts: await keepAccounts(state, options) };
}

async function openStores(
  { dataDirectory: directory, fsync = true }: EmulatorOptions,
  random: EmulatorState["random"],
): Promise<{ store: Store; blobs: BlobStore }> {
  if (directory === undefined) {
    const store = new MemoryStore();
    return { store, blobs: await SplitBlobs.open(store, new MemoryFiles(), random) };
  }
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    // Root keys and the sealing key are in there, whoever made the directory.
    chmodSync(directory, 0o700);
    const store = new LmdbStore(join(directory, "metadata"), { fsync });
    return { store, blobs: await SplitBlobs.open(store, new DiskFiles(join(directory, "objects"), { fsync }), random) };
  } catch (error) {
    throw new EmulatorStartError(
      `the data directory \`${directory}\` cannot be used`,
      "Give a directory that you may write to.",
      error,
    );
  }
}

async function keepSealKey(store: Store, random: EmulatorState["random"]): Promise<string> {
  return store.transaction((writer) => {
    const known = settings.get(writer, "seal-key");
    if (known !== undefined) return known;
    const fresh = random.bytes(SEAL_KEY_BYTES).toString("base64");
    settings.put(writer, ["seal-key"], fresh);
    return fresh;
  });
}

/** Makes the accounts that are missing, each with a root key. Called again after a reset. */
export async function keepAccounts(state: EmulatorState, options: EmulatorOptions): Promise<readonly RootAccount[]> {
  const { accountIds = ["000000000000"], rootKeys = {} } = options;
  return state.store.transaction((writer) =>
    accountIds.map((accountId) => {
      if (findAccount(writer, accountId) === undefined) createAccount(writer, accountId);
      const given = rootKeys[accountId];
      const known = listAccessKeys(writer, accountId).find((key) => given === undefined || sameKey(key, given));
      const key = known ?? given ?? newAccessKey(state.random, accountId);
      if (known === undefined) {
        const createdAt = state.clock.now().toISOString();
        putAccessKey(writer, { ...key, accountId, status: "Active", createdAt });
      }
      return { accountId, accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey };
    }),
  );
}

const sameKey = (a: AccessKey, b: AccessKey): boolean =>
  a.accessKeyId === b.accessKeyId && a.secretAccessKey === b.secretAccessKey;
