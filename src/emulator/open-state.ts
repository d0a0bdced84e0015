import { pooledRandom, systemClock, systemRandom } from "../core/index.ts";
import { HashThreads } from "./hashing/hash-threads.ts";
import { givenImages } from "./instances/image-folder.ts";
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
import { type OpenedStores, openDataDirectory } from "./state/data-directory.ts";
import { IdentityDocuments } from "./state/identity-documents.ts";
import { IssuerKeys } from "./state/issuer-keys.ts";
import { KnownCallers } from "./state/known-callers.ts";
import { LastUses } from "./state/last-uses.ts";
import { MemoryFiles } from "./state/memory-files.ts";
import { MemoryStore } from "./state/memory-store.ts";
import { MovableClock } from "./state/movable-clock.ts";
import { OwnEndpoint } from "./state/own-endpoint.ts";
import { PolicyCache } from "./state/policy-cache.ts";
import { SecureStrings } from "./state/secure-strings.ts";
import { SessionSealer } from "./state/sessions.ts";
import { settings } from "./state/settings.ts";
import { SigningKeys } from "./state/signing-keys.ts";
import { SplitBlobs } from "./state/split-blobs.ts";
import type { EmulatorState } from "./state/state.ts";
import type { Store } from "./state/store.ts";

/** An account with its root key. */
export interface RootAccount extends AccessKey {
  readonly accountId: string;
}

export interface OpenedState {
  readonly state: EmulatorState;
  readonly accounts: readonly RootAccount[];
  /** Closes the stores, and gives the data directory free. */
  close(): Promise<void>;
}

const SEAL_KEY_BYTES = 32;

/** Opens the state of an emulator: new, or as the data directory has kept it. */
export async function openState(options: EmulatorOptions): Promise<OpenedState> {
  const random = options.random ?? pooledRandom(systemRandom);
  const clock = new MovableClock(options.clock ?? systemClock);
  const { store, blobs, close } = await openStores(options, random);
  const hashes = new HashThreads();
  const sealKey = await keepSealKey(store, random);
  const state: EmulatorState = {
    store,
    blobs,
    hashes,
    clock,
    random,
    sessions: new SessionSealer(Buffer.from(sealKey, "base64"), random),
    signingKeys: new SigningKeys(),
    knownCallers: new KnownCallers(),
    policies: new PolicyCache(),
    lastUses: new LastUses(store),
    messages: new AuthorizationMessages(Buffer.from(sealKey, "base64"), random),
    secureStrings: new SecureStrings(Buffer.from(sealKey, "base64"), random),
    identityDocuments: new IdentityDocuments(Buffer.from(sealKey, "base64")),
    issuerKeys: new IssuerKeys(clock, options.oidcKeySets),
    givenImages: givenImages(options),
    ownEndpoint: new OwnEndpoint(),
    region: options.region ?? "us-east-1",
    bucketDefaults: options.bucketDefaults ?? "today",
  };
  const closeAll = async (): Promise<void> => {
    await hashes.close();
    await close();
  };
  return { state, accounts: await keepAccounts(state, options), close: closeAll };
}

async function openStores(
  { dataDirectory, fsync = true }: EmulatorOptions,
  random: EmulatorState["random"],
): Promise<OpenedStores> {
  if (dataDirectory !== undefined) return openDataDirectory(dataDirectory, { fsync, random });
  const store = new MemoryStore();
  const blobs = await SplitBlobs.open(store, new MemoryFiles(), random);
  return { store, blobs, close: () => store.close() };
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
