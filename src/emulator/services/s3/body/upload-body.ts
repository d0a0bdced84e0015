import { ClientGoneError } from "../../../pipeline/body.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { OperationContext } from "../../../pipeline/service.ts";
import { SMALL_BLOB_BYTES } from "../../../state/blobs.ts";
import { incompleteBody, missingContentLength, tooLarge } from "../errors.ts";
import { declaredLength, openBody } from "./body-bytes.ts";
import type { ChecksumAlgorithm } from "./checksums.ts";
import { checkTrailingValue, type DeclaredDigests, readDigests } from "./declared-digests.ts";
import { type DigestedBytes, digested } from "./digested-bytes.ts";
import { type BodyDigests, Digester, digestWhole } from "./digester.ts";

/** The most that one PUT takes. */
export const MAX_PUT_BYTES: number = 5 * 1024 ** 3;

/** An upload before its bytes are asked for. */
export interface Upload {
  readonly sizeBytes: number;
  readonly declared: DeclaredDigests;
  /** An algorithm whose value is wanted whatever the client declares. Default: the one that it declares. */
  readonly kept?: ChecksumAlgorithm;
}

/**
 * Reads what a request says about the bytes that follow.
 *
 * @throws AwsError `MissingContentLength`, `EntityTooLarge`, or what {@link readDigests} throws.
 */
export function readUpload(request: ServiceRequest): Upload {
  const sizeBytes = declaredLength(request);
  if (sizeBytes === undefined) throw missingContentLength();
  if (sizeBytes > MAX_PUT_BYTES) {
    const kind = ["EntityTooLarge", "Your proposed upload exceeds the maximum allowed size"] as const;
    throw tooLarge(kind, ["ProposedSize", sizeBytes], ["MaxSizeAllowed", MAX_PUT_BYTES]);
  }
  return { sizeBytes, declared: readDigests(request) };
}

/** The bytes of an upload on their way to where they are kept. */
export class VerifiedBytes implements DigestedBytes {
  readonly #context: Pick<OperationContext, "request" | "state">;
  readonly #upload: Upload;
  #digests: BodyDigests | undefined;

  constructor(context: Pick<OperationContext, "request" | "state">, upload: Upload) {
    this.#context = context;
    this.#upload = upload;
  }

  /** What the bytes came to; known when all have passed. */
  get digests(): BodyDigests {
    if (this.#digests === undefined) throw new Error("the upload has not ended");
    return this.#digests;
  }

  /** Of a body that is as its client sent it, and no longer than what is kept with the records. */
  whole(): Promise<Uint8Array> | undefined {
    const { request } = this.#context;
    if (this.#upload.sizeBytes > SMALL_BLOB_BYTES || request.payload.form === "chunked") return undefined;
    return this.#readWhole();
  }

  async #readWhole(): Promise<Uint8Array> {
    const { sizeBytes } = this.#upload;
    let bytes: Buffer;
    try {
      bytes = await this.#context.request.body.readAll(sizeBytes);
    } catch (error) {
      throw error instanceof ClientGoneError ? incompleteBody(sizeBytes, error.receivedBytes) : error;
    }
    if (bytes.length !== sizeBytes) throw incompleteBody(sizeBytes, bytes.length);
    this.#digests = digestWhole(bytes, this.#upload);
    return bytes;
  }

  /**
   * Passes the bytes on. It throws before its end where they are too few or not what was declared, so that whoever
   * keeps them never ends up with a whole copy of a wrong body.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const { sizeBytes, declared } = this.#upload;
    const { request, state } = this.#context;
    const digester = new Digester({ hashes: state.hashes, ...this.#upload });
    const body = openBody(request, { ...declared, lent: true });
    try {
      yield* digested(body.bytes, { digester, stretches: state.blobs.stretches });
    } catch (error) {
      // The client went away: nobody reads the answer, but the log must not call it a fault of ours.
      throw error instanceof ClientGoneError ? incompleteBody(sizeBytes, digester.sizeBytes) : error;
    }
    // What does not end in a digest is dropped, and no longer of use to anybody.
    try {
      if (digester.sizeBytes !== sizeBytes) throw incompleteBody(sizeBytes, digester.sizeBytes);
      if (declared.trailer !== undefined) checkTrailingValue(declared.trailer, body.trailing());
    } catch (error) {
      digester.abandon();
      throw error;
    }
    this.#digests = await digester.finish(body.trailing());
  }
}
