import { pageMemory } from "../../core/index.ts";

/** How much is read at once. */
export const CHUNK_BYTES: number = 512 * 1024;

/** So many chunks are kept for later. */
const MOST_SPARE = 16;

/**
 * Memory for what is read from files. New memory for each chunk would cost more than reading it: the collector looks
 * through all that lives for every 16 MiB.
 */
export class ChunkPool {
  #spare: Buffer[] = [];
  /** What is in use. Only that is taken back, and only once. */
  readonly #lent = new WeakMap<ArrayBufferLike, Buffer>();

  /** Memory for at least so many bytes, at most {@link CHUNK_BYTES}. */
  take(sizeBytes: number): Buffer {
    if (sizeBytes < CHUNK_BYTES) return Buffer.allocUnsafeSlow(sizeBytes);
    const chunk = this.#spare.pop() ?? pageMemory(CHUNK_BYTES);
    this.#lent.set(chunk.buffer, chunk);
    return chunk;
  }

  /** Takes memory back, or a part of it that stands for the whole. What was not lent here is left alone. */
  put({ buffer }: Uint8Array): void {
    const chunk = this.#lent.get(buffer);
    if (chunk === undefined) return;
    this.#lent.delete(buffer);
    if (this.#spare.length < MOST_SPARE) this.#spare.push(chunk);
  }
}
