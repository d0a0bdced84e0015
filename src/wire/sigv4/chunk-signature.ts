import { createHash } from "node:crypto";
import { signaturesEqual } from "../../core/index.ts";
import type { SigV4Credential } from "./authorization.ts";
import type { SigningKey } from "./signing-key.ts";

const EMPTY_SHA256 = createHash("sha256").digest("hex");

/** The string to sign of a chunk that does not carry the signature that it should. */
export class ChunkSignatureError extends Error {
  override readonly name = "ChunkSignatureError";
  readonly stringToSign: string;
  readonly signature: string;

  constructor(stringToSign: string, signature: string) {
    super("the signature of a chunk does not match");
    this.stringToSign = stringToSign;
    this.signature = signature;
  }
}

/**
 * Checks the chain of signatures of a body that is signed chunk by chunk: each chunk's covers the one before, and the
 * first the request's own ("Signature Calculations: Transferring Payload in Multiple Chunks" of the S3 API Reference).
 */
export class ChunkSignatures {
  readonly #key: SigningKey;
  readonly #head: string;
  #previous: string;

  constructor(signingKey: SigningKey, credential: SigV4Credential) {
    const { date, region, service, timestamp } = credential;
    this.#key = signingKey;
    this.#head = `${timestamp.basic}\n${date}/${region}/${service}/aws4_request`;
    this.#previous = credential.signature;
  }

  /**
   * Checks a chunk by the SHA-256 of its bytes, in hex.
   *
   * @throws ChunkSignatureError
   */
  checkChunk(signature: string, sha256: string): void {
    this.#check("AWS4-HMAC-SHA256-PAYLOAD", signature, `${EMPTY_SHA256}\n${sha256}`);
  }

  /**
   * Checks the trailer, which is signed as its lines of `name:value`, each with a line feed.
   *
   * @throws ChunkSignatureError
   */
  checkTrailer(signature: string, lines: string): void {
    this.#check("AWS4-HMAC-SHA256-TRAILER", signature, createHash("sha256").update(lines).digest("hex"));
  }

  #check(algorithm: string, signature: string, digest: string): void {
    const toSign = `${algorithm}\n${this.#head}\n${this.#previous}\n${digest}`;
    const expected = this.#key.sign(toSign);
    if (!signaturesEqual(expected, signature)) throw new ChunkSignatureError(toSign, signature);
    this.#previous = expected;
  }
}
