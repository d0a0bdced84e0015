import type { ChecksumAlgorithm } from "./checksums.ts";
import { type BodyDigests, Digester } from "./digester.ts";

/** Bytes that can be read once, and what they came to afterwards. */
export interface DigestedBytes extends AsyncIterable<Uint8Array> {
  /** Known when all have passed. */
  readonly digests: BodyDigests;
}

/** Bytes of our own on their way to a copy. */
export class CopiedBytes implements DigestedBytes {
  readonly #source: AsyncIterable<Uint8Array>;
  readonly #digester: Digester;
  #digests: BodyDigests | undefined;

  /** `algorithm` is that of the copy's checksum. */
  constructor(source: AsyncIterable<Uint8Array>, algorithm: ChecksumAlgorithm) {
    this.#source = source;
    this.#digester = new Digester({ trailer: algorithm });
  }

  get digests(): BodyDigests {
    if (this.#digests === undefined) throw new Error("the copy has not ended");
    return this.#digests;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#source) {
      this.#digester.update(chunk);
      yield chunk;
    }
    this.#digests = this.#digester.finish();
  }
}
