import { createHash, type Hash } from "node:crypto";
import type { ChunkSignatures } from "../sigv4/chunk-signature.ts";
import { ByteSource } from "./byte-source.ts";
import { ChunkFormatError } from "./chunk-format-error.ts";

/** Every chunk but the last has at least as many bytes. */
const MIN_CHUNK_BYTES = 8192;
/** More than any object has: larger sizes are no sizes. */
const MAX_CHUNK_BYTES: number = 2 ** 43;

const SIZE_LINE = /^([0-9a-fA-F]{1,12})(?:\s*;\s*chunk-signature\s*=\s*([0-9a-f]{64}))?\s*$/;
const TRAILER_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):(.*)$/;
/** More than any signer sends; repeated ones are read, so there must be an end. */
const MAX_TRAILER_LINES = 32;
const TRAILER_SIGNATURE = "x-amz-trailer-signature";

/** What was announced of a chunked body. */
export interface ChunkedBody {
  /** What it decodes to: `x-amz-decoded-content-length`. */
  readonly decodedBytes: number;
  /** Present where every chunk must be signed. */
  readonly signatures?: ChunkSignatures;
  /** The name of the header that follows the bytes, in lower case; absent where none does. */
  readonly trailerName?: string;
}

/**
 * Decodes a body in AWS's chunked encoding: bytes come out as they come in, and an error is thrown at the first thing
 * that is wrong, at the latest before the end. INVARIANT: whoever keeps the bytes must drop them when it throws, because
 * a chunk's bytes are passed on before its signature can be known.
 *
 * Follows "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks" of the S3 API
 * Reference, and what S3 was seen to tolerate: bytes after the end, and no final CRLF where there is no trailer.
 */
export class ChunkedDecoder {
  readonly #source: ByteSource;
  readonly #body: ChunkedBody;
  #trailerValue: string | undefined;

  constructor(pieces: AsyncIterable<Uint8Array>, body: ChunkedBody) {
    this.#source = new ByteSource(pieces);
    this.#body = body;
  }

  /** The value of the announced trailer; known when the bytes have ended. */
  get trailerValue(): string | undefined {
    return this.#trailerValue;
  }

  /**
   * The decoded bytes. Can be asked for once.
   *
   * @throws ChunkFormatError where the framing, the length or the trailer is wrong.
   * @throws ChunkSignatureError where a signature is.
   */
  async *bytes(): AsyncGenerator<Buffer> {
    const { decodedBytes, signatures } = this.#body;
    let total = 0;
    let previousBytes = MIN_CHUNK_BYTES;
    for (let number = 1; ; number++) {
      const { sizeBytes, signature } = await this.#sizeLine();
      if (sizeBytes > 0 && previousBytes < MIN_CHUNK_BYTES) {
        throw new ChunkFormatError({ type: "small-chunk", chunk: number, sizeBytes: previousBytes });
      }
      total += sizeBytes;
      if (total > decodedBytes) this.#wrongLength(total);
      const hash = signatures === undefined ? undefined : createHash("sha256");
      yield* this.#chunk(sizeBytes, hash);
      if (hash !== undefined) signatures?.checkChunk(signature, hash.digest("hex"));
      if (sizeBytes === 0) break;
      if ((await this.#source.line()) !== "") throw new ChunkFormatError({ type: "framing" });
      previousBytes = sizeBytes;
    }
    if (total !== decodedBytes) this.#wrongLength(total);
    await this.#readTrailer();
    await this.#source.skipRest();
  }

  async #sizeLine(): Promise<{ readonly sizeBytes: number; readonly signature: string }> {
    const match = SIZE_LINE.exec((await this.#source.line()) ?? "");
    if (match === null) throw new ChunkFormatError({ type: "framing" });
    const [, size = "", signature = ""] = match;
    const sizeBytes = Number.parseInt(size, 16);
    const isSigned = this.#body.signatures !== undefined;
    if (sizeBytes > MAX_CHUNK_BYTES || isSigned !== (signature !== "")) {
      throw new ChunkFormatError({ type: "framing" });
    }
    return { sizeBytes, signature };
  }

  async *#chunk(sizeBytes: number, hash: Hash | undefined): AsyncGenerator<Buffer> {
    for (let left = sizeBytes; left > 0; ) {
      const piece = await this.#source.some(left);
      if (piece === undefined) throw new ChunkFormatError({ type: "framing" });
      left -= piece.length;
      hash?.update(piece);
      yield piece;
    }
  }

  async #readTrailer(): Promise<void> {
    const { trailerName, signatures } = this.#body;
    if (trailerName === undefined) {
      const line = await this.#source.line();
      if (line !== undefined && line !== "") throw new ChunkFormatError({ type: "trailer" });
      return;
    }
    let signature: string | undefined;
    let lines = 0;
    for (let line = await this.#source.line(); line !== undefined && line !== ""; line = await this.#source.line()) {
      const [, name = "", value = ""] = TRAILER_LINE.exec(line) ?? [];
      if (++lines > MAX_TRAILER_LINES) throw new ChunkFormatError({ type: "trailer" });
      if (name.toLowerCase() === trailerName) this.#trailerValue = value.trim();
      else if (name.toLowerCase() === TRAILER_SIGNATURE && signatures !== undefined) signature = value.trim();
      else throw new ChunkFormatError({ type: "trailer" });
    }
    const value = this.#trailerValue;
    if (value === undefined || (signatures !== undefined && signature === undefined)) {
      throw new ChunkFormatError({ type: "trailer" });
    }
    signatures?.checkTrailer(signature ?? "", `${trailerName}:${value}\n`);
  }

  #wrongLength(actualBytes: number): never {
    throw new ChunkFormatError({ type: "length", expectedBytes: this.#body.decodedBytes, actualBytes });
  }
}
