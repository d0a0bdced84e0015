/** How much is read at once. */
export const CHUNK_BYTES: number = 256 * 1024;

/** So many chunks are kept for later. */
const MOST_SPARE = 16;

/**
 * Memory for what is read from files. New memory for each chunk would cost more than reading it: the collector looks
 * through all that lives for every 16 MiB.
 */
export class ChunkPool {
  #spare: Buffer[] = [];
  /** What is in use. Only that is taken back, and only once. */
  readonly #lent = new WeakSet<ArrayBufferLike>();

  /** Memory for at least so many bytes, at most {@link CHUNK_BYTES}. */
  take(sizeBytes: number): Buffer {
    if (sizeBytes < CHUNK_BYTES) return Buffer.allocUnsafeSlow(sizeBytes);
    const buffer = this.#spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
    this.#lent.add(buffer.buffer);
    return buffer;
  }

  /** Takes memory back, or a part of it that stands for the whole. What was not lent here is left alone. */
  put({ buffer }: Uint8Array): void {
    if (this.#lent.delete(buffer) && this.#spare.length < MOST_SPARE) this.#spare.push(Buffer.from(buffer));
  }
}
