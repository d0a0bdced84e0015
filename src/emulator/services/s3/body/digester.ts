import { createHash, type Hash } from "node:crypto";
import { s3Error } from "../errors.ts";
import { CHECKSUMS, type Checksum, type ChecksumAlgorithm, DEFAULT_CHECKSUM } from "./checksums.ts";
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

/** Hashes a body as it passes, and compares the result with what the client declared. */
export class Digester {
  readonly #declared: DeclaredDigests;
  readonly #algorithm: ChecksumAlgorithm;
  readonly #md5: Hash = createHash("md5");
  readonly #sha256: Hash | undefined;
  readonly #checksum: Checksum;
  /** Of the algorithm that is to be kept, where that is another one. */
  readonly #kept: Checksum | undefined;
  #sizeBytes = 0;

  /** `kept` is an algorithm whose value is wanted whatever the client declares. */
  constructor(declared: DeclaredDigests, kept?: ChecksumAlgorithm) {
    this.#declared = declared;
    this.#algorithm = declared.checksum?.algorithm ?? declared.trailer ?? DEFAULT_CHECKSUM;
    this.#checksum = CHECKSUMS[this.#algorithm].create();
    this.#kept = kept === undefined || kept === this.#algorithm ? undefined : CHECKSUMS[kept].create();
    this.#sha256 = declared.sha256 === undefined ? undefined : createHash("sha256");
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  update(bytes: Uint8Array): void {
    this.#sizeBytes += bytes.length;
    this.#md5.update(bytes);
    this.#sha256?.update(bytes);
    this.#checksum.update(bytes);
    this.#kept?.update(bytes);
  }

  /**
   * Ends the body. `trailing` is the checksum that came after it, where one was announced.
   *
   * @throws AwsError `XAmzContentSHA256Mismatch` or `BadDigest` where the body is not what was declared, in this order.
   */
  finish(trailing?: string): BodyDigests {
    const sha256 = this.#sha256?.digest("hex");
    const md5 = this.#md5.digest();
    const value = this.#checksum.digest().toString("base64");
    const declared = this.#declared;
    if (sha256 !== undefined && declared.sha256 !== undefined && sha256 !== declared.sha256) {
      throw sha256Mismatch(declared.sha256, sha256);
    }
    if (declared.md5 !== undefined && !declared.md5.equals(md5)) throw md5Mismatch(declared.md5, md5);
    const expected = declared.checksum?.value ?? trailing;
    if (expected !== undefined && expected !== value) {
      const message = `The ${this.#algorithm} you specified did not match the calculated checksum.`;
      throw s3Error(400, ["BadDigest", message]);
    }
    return {
      sizeBytes: this.#sizeBytes,
      md5: md5.toString("hex"),
      checksum: { algorithm: this.#algorithm, value },
      kept: this.#kept?.digest().toString("base64") ?? value,
    };
  }
}

function sha256Mismatch(client: string, computed: string): Error {
  const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
  return s3Error(400, ["XAmzContentSHA256Mismatch", message], {
    ClientComputedContentSHA256: client,
    S3ComputedContentSHA256: computed,
  });
}

function md5Mismatch(client: Buffer, computed: Buffer): Error {
  return s3Error(400, ["BadDigest", "The Content-MD5 you specified did not match what we received."], {
    // AWS writes one in hex and the other in base64.
    ExpectedDigest: client.toString("hex"),
    CalculatedDigest: computed.toString("base64"),
  });
}
