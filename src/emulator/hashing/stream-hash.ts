import { createHash } from "node:crypto";

/** The hashes of OpenSSL's that bodies are hashed with. */
export type HashAlgorithm = "md5" | "sha1" | "sha256";

/** A hash in the making. */
export interface StreamHash {
  /**
   * Takes bytes, in their order. Their buffer may be used again when the promise resolves, or at once where there is none.
   * The promise may wait for bytes of other bodies, to be hashed with them, until `urge` is called.
   */
  update(bytes: Uint8Array): Promise<void> | undefined;
  /** Told when somebody waits for the promise of the last `update`: what was put off is done at once. */
  urge?(): void;
  /** The hash. Asked for once, as the last call. */
  digest(): Promise<Buffer> | Buffer;
  /** Gives up what the hash holds, where `digest` will not be asked for. */
  abandon?(): void;
}

/** Where hashes are made. */
export interface HashMaker {
  /** A hash of about `sizeBytes`. */
  create(algorithm: HashAlgorithm, sizeBytes: number): StreamHash;
}

/** Makes hashes that are computed on the thread that asks. */
export const localHashes: HashMaker = { create: (algorithm) => new LocalHash(algorithm) };

/** Hashes on the thread that asks. */
export class LocalHash implements StreamHash {
  readonly #hash: ReturnType<typeof createHash>;

  constructor(algorithm: HashAlgorithm) {
    this.#hash = createHash(algorithm);
  }

  update(bytes: Uint8Array): undefined {
    this.#hash.update(bytes);
  }

  digest(): Buffer {
    return this.#hash.digest();
  }
}
