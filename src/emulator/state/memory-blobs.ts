import { Readable } from "node:stream";
import { ALPHABETS, type Random, randomText } from "../../core/index.ts";
import type { BlobStore, ByteRange } from "./blobs.ts";

/** Object bytes that live as long as the process. */
export class MemoryBlobs implements BlobStore {
  readonly #random: Random;
  readonly #blobs = new Map<string, Buffer>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** How many blobs there are. */
  get size(): number {
    return this.#blobs.size;
  }

  async write(source: AsyncIterable<Uint8Array>): Promise<string> {
    const chunks: Uint8Array[] = [];
    // Copied, as a source may use its buffer again.
    for await (const chunk of source) chunks.push(Uint8Array.from(chunk));
    const id = randomText(this.#random, 32, ALPHABETS.hex);
    this.#blobs.set(id, Buffer.concat(chunks));
    return id;
  }

  read(id: string, range?: ByteRange): Readable {
    const bytes = this.#blobs.get(id);
    if (bytes === undefined) throw new Error(`object bytes ${id} are gone`);
    return Readable.from([range === undefined ? bytes : bytes.subarray(range.first, range.last + 1)], {
      objectMode: false,
    });
  }

  async remove(id: string): Promise<void> {
    this.#blobs.delete(id);
  }

  async clear(): Promise<void> {
    this.#blobs.clear();
  }
}
