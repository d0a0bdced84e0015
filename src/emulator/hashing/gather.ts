/** How much is given at once: less costs more turns, more does not stay in a processor's cache. */
export const STRETCH_BYTES: number = 512 * 1024;

const NONE = new Uint8Array();

export interface GatherOptions {
  /** About how many bytes there are, and at least 1. */
  readonly sizeBytes: number;
  /** Told before each chunk what resolves when the next one is there: from then on the user of this one is waited for. */
  readonly onFilling?: (next: Promise<unknown>) => void;
}

/**
 * Gathers chunks to larger ones in memory that threads can share. While one is used the next is filled; whoever uses it
 * may do so until the next one is asked for.
 */
export async function* gather(
  source: AsyncIterable<Uint8Array>,
  { sizeBytes, onFilling }: GatherOptions,
): AsyncGenerator<Uint8Array> {
  const stretchBytes = Math.min(sizeBytes, STRETCH_BYTES);
  const chunks = new Filler(source);
  let spare = Buffer.from(new SharedArrayBuffer(stretchBytes));
  let filling = chunks.fill(Buffer.from(new SharedArrayBuffer(stretchBytes)));
  try {
    for (;;) {
      const full = await filling;
      if (full.length === 0) return;
      filling = chunks.fill(spare);
      // Whoever asks for it next is told of a failure; until then nobody does.
      const next = filling.catch(() => {});
      onFilling?.(next);
      yield full;
      spare = Buffer.from(full.buffer);
    }
  } finally {
    chunks.end();
  }
}

/** Copies chunks into larger stretches of memory. */
class Filler {
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** What of the last chunk found no room. */
  #rest: Uint8Array = NONE;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  /** Fills the memory, as far as there are bytes. */
  async fill(stretch: Buffer<SharedArrayBuffer>): Promise<Buffer<SharedArrayBuffer>> {
    let filled = 0;
    for (;;) {
      const part = this.#rest.subarray(0, stretch.length - filled);
      // Not `set`, which copies to shared memory byte by byte where chunks are of odd lengths: ten times slower.
      if (part.length > 0) stretch.fill(part, filled, filled + part.length);
      filled += part.length;
      this.#rest = this.#rest.subarray(part.length);
      if (filled === stretch.length) return stretch;
      // Whoever lends its chunks takes them back now.
      this.#rest = NONE;
      const next = await this.#chunks.next();
      if (next.done === true) return stretch.subarray(0, filled);
      this.#rest = next.value;
    }
  }

  /** Lets the source go. It is not waited for: a client that sends nothing more would hold whoever does. */
  end(): void {
    this.#chunks.return?.().catch(() => {});
  }
}
