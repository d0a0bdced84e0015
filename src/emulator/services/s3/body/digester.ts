import { hash } from "node:crypto";
import type { HashMaker, StreamHash } from "../../../hashing/stream-hash.ts";
import { s3Error } from "../errors.ts";
import { type ChecksumAlgorithm, checksumOf, checksumOfWhole, DEFAULT_CHECKSUM } from "./checksums.ts";
import type { DeclaredDigests } from "./declared-digests.ts";

/** What a body came to. */
export interface BodyDigests {
  readonly sizeBytes: number;
  /** Hex. */
  readonly md5: string;
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string };
  /** Base64, of the algorithm that was asked for besides; else that of `checksum`. */
  readonly kept: string;
}

/** What is to be digested, and where. */
export interface DigesterOptions {
  readonly hashes: HashMaker;
  /** About how much: what is large is hashed by other threads. */
  readonly sizeBytes: number;
  readonly declared: DeclaredDigests;
  /** An algorithm whose value is wanted whatever the client declares. */
  readonly kept?: ChecksumAlgorithm | undefined;
}

/** Hashes a body as it passes, and compares the result with what the client declared. */
export class Digester {
  /** About how much there is to digest. */
  readonly expectedBytes: number;
  readonly #declared: DeclaredDigests;
  readonly #algorithm: ChecksumAlgorithm;
  readonly #md5: StreamHash;
  readonly #sha256: StreamHash | undefined;
  readonly #checksum: StreamHash;
  /** Of the algorithm that is to be kept, where that is another one. */
  readonly #kept: StreamHash | undefined;
  readonly #all: readonly StreamHash[];
  #sizeBytes = 0;

  constructor({ hashes, sizeBytes, declared, kept }: DigesterOptions) {
    this.expectedBytes = sizeBytes;
    this.#declared = declared;
    this.#algorithm = algorithmOf(declared);
    this.#md5 = hashes.create("md5", sizeBytes);
    this.#sha256 = declared.sha256 === undefined ? undefined : hashes.create("sha256", sizeBytes);
    this.#checksum = checksumOf(this.#algorithm, hashes, sizeBytes);
    this.#kept = kept === undefined || kept === this.#algorithm ? undefined : checksumOf(kept, hashes, sizeBytes);
    this.#all = [this.#md5, this.#sha256, this.#checksum, this.#kept].filter((hash) => hash !== undefined);
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Takes bytes. Where it gives a promise, they may change only when that has resolved. */
  update(bytes: Uint8Array): Promise<unknown> | undefined {
    this.#sizeBytes += bytes.length;
    let waits: Promise<void>[] | undefined;
    for (const hash of this.#all) {
      const wait = hash.update(bytes);
      if (wait !== undefined) waits = [...(waits ?? []), wait];
    }
    return waits === undefined ? undefined : Promise.all(waits);
  }

  /** Told when somebody waits for the promise of `update`. Before that it may wait for the bytes of other bodies. */
  urge(): void {
    for (const hash of this.#all) hash.urge?.();
  }

  /** Drops what was hashed, where the body breaks off. */
  abandon(): void {
    for (const hash of this.#all) hash.abandon?.();
  }

  /**
   * Ends the body. `trailing` is the checksum that came after it, where one was announced.
   *
   * @throws AwsError `XAmzContentSHA256Mismatch` or `BadDigest` where the body is not what was declared, in this order.
   */
  async finish(trailing?: string): Promise<BodyDigests> {
    const [md5, sha256, checksum, kept] = await Promise.all([
      this.#md5.digest(),
      this.#sha256?.digest(),
      this.#checksum.digest(),
      this.#kept?.digest(),
    ]);
    const computed = {
      md5: md5.toString("hex"),
      sha256: sha256?.toString("hex"),
      checksum,
      kept,
      algorithm: this.#algorithm,
    };
    return compared({ ...computed, sizeBytes: this.#sizeBytes }, this.#declared, trailing);
  }
}

/**
 * Digests a whole body at once, and compares as {@link Digester.finish} does. For a small one: the hashes that take bytes
 * one after the other are objects outside of the heap, which cost more than it does.
 *
 * @throws AwsError `XAmzContentSHA256Mismatch` or `BadDigest`.
 */
export function digestWhole(
  bytes: Uint8Array,
  { declared, kept }: Pick<DigesterOptions, "declared" | "kept">,
): BodyDigests {
  const algorithm = algorithmOf(declared);
  const computed: ComputedDigests = {
    sizeBytes: bytes.length,
    md5: hash("md5", bytes, "hex"),
    sha256: declared.sha256 === undefined ? undefined : hash("sha256", bytes, "hex"),
    algorithm,
    checksum: checksumOfWhole(algorithm, bytes),
    kept: kept === undefined || kept === algorithm ? undefined : checksumOfWhole(kept, bytes),
  };
  return compared(computed, declared, undefined);
}

/** The algorithm of a body's checksum. */
function algorithmOf({ checksum, trailer }: DeclaredDigests): ChecksumAlgorithm {
  return checksum?.algorithm ?? trailer ?? DEFAULT_CHECKSUM;
}

/** What a body came to, before it is compared with what was declared. */
interface ComputedDigests {
  readonly sizeBytes: number;
  /** Hex. */
  readonly md5: string;
  /** Hex; absent where none is declared. */
  readonly sha256: string | undefined;
  readonly algorithm: ChecksumAlgorithm;
  readonly checksum: Buffer;
  readonly kept: Buffer | undefined;
}

function compared(computed: ComputedDigests, declared: DeclaredDigests, trailing: string | undefined): BodyDigests {
  const { sizeBytes, md5, sha256, algorithm, checksum, kept } = computed;
  if (sha256 !== undefined && declared.sha256 !== undefined && sha256 !== declared.sha256) {
    throw sha256Mismatch(declared.sha256, sha256);
  }
  if (declared.md5 !== undefined && declared.md5.toString("hex") !== md5) throw md5Mismatch(declared.md5, md5);
  const value = checksum.toString("base64");
  const expected = declared.checksum?.value ?? trailing;
  if (expected !== undefined && expected !== value) {
    const message = `The ${algorithm} you specified did not match the calculated checksum.`;
    throw s3Error(400, ["BadDigest", message]);
  }
  const keptValue = kept?.toString("base64") ?? value;
  return { sizeBytes, md5, checksum: { algorithm, value }, kept: keptValue };
}

function sha256Mismatch(client: string, computed: string): Error {
  const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
  return s3Error(400, ["XAmzContentSHA256Mismatch", message], {
    ClientComputedContentSHA256: client,
    S3ComputedContentSHA256: computed,
  });
}

function md5Mismatch(client: Buffer, computed: string): Error {
  return s3Error(400, ["BadDigest", "The Content-MD5 you specified did not match what we received."], {
    // AWS writes one in hex and the other in base64.
    ExpectedDigest: client.toString("hex"),
    CalculatedDigest: Buffer.from(computed, "hex").toString("base64"),
  });
}
