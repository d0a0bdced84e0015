import type { Random } from "../../core/index.ts";
import type { HashMaker } from "../hashing/stream-hash.ts";
import type { BucketDefaults } from "../options.ts";
import type { AuthorizationMessages } from "./authorization-messages.ts";
import type { BlobStore } from "./blobs.ts";
import type { IdentityDocuments } from "./identity-documents.ts";
import type { ImageRecord } from "./images.ts";
import type { IssuerKeys } from "./issuer-keys.ts";
import type { KnownCallers } from "./known-callers.ts";
import type { LastUses } from "./last-uses.ts";
import type { MovableClock } from "./movable-clock.ts";
import type { OwnEndpoint } from "./own-endpoint.ts";
import type { PolicyCache } from "./policy-cache.ts";
import type { SecureStrings } from "./secure-strings.ts";
import type { SessionSealer } from "./sessions.ts";
import type { SigningKeys } from "./signing-keys.ts";
import type { Store } from "./store.ts";

/** All that an emulator remembers. There is no other state: nothing lives in a module. */
export interface EmulatorState {
  readonly store: Store;
  readonly blobs: BlobStore;
  /** Where the bodies of uploads are hashed. */
  readonly hashes: HashMaker;
  readonly clock: MovableClock;
  readonly random: Random;
  readonly sessions: SessionSealer;
  readonly signingKeys: SigningKeys;
  readonly knownCallers: KnownCallers;
  readonly policies: PolicyCache;
  readonly lastUses: LastUses;
  readonly messages: AuthorizationMessages;
  readonly secureStrings: SecureStrings;
  readonly identityDocuments: IdentityDocuments;
  /** The keys that identity providers sign with. */
  readonly issuerKeys: IssuerKeys;
  /** Machine images that the emulator was started with, besides the built-in ones. */
  readonly givenImages: readonly ImageRecord[];
  readonly ownEndpoint: OwnEndpoint;
  /** The one region that this emulator stands in. */
  readonly region: string;
  readonly bucketDefaults: BucketDefaults;
}
