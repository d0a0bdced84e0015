import type { Stretch, Stretches } from "../state/stretches.ts";

const NONE = new Uint8Array();

export interface GatherOptions {
  /** About how many bytes there are, and at least 1. */
  readonly sizeBytes: number;
  /** Where the memory comes from. */
  readonly stretches: Stretches;
  /** Told before each chunk what resolves when the next one is there: from then on the user of this one is waited for. */
  readonly onFilling?: (next: Promise<unknown>) => void;
}

/**
 * Gathers chunks to larger ones in memory that threads can share. While one is used the next is filled; whoever uses it
 * may do so until the next one is asked for.
 */
export async function* gather(
  source: AsyncIterable<Uint8Array>,
  { sizeBytes, stretches, onFilling }: GatherOptions,
): AsyncGenerator<Uint8Array> {
  const chunks = new Filler(source);
  let used: Stretch | undefined;
  let next = stretches.take(sizeBytes);
  let filling = chunks.fill(next);
  try {
    for (;;) {
      const full = await filling;
      if (full.length === 0) {
        stretches.giveBack(next);
        return;
      }
      used = next;
      next = stretches.take(sizeBytes);
      filling = chunks.fill(next);
      // Whoever asks for it next is told of a failure; until then nobody does.
      onFilling?.(filling.catch(() => {}));
      yield full;
      stretches.giveBack(used);
      // Somebody else may have it from now on.
      used = undefined;
    }
  } finally {
    chunks.end();
    // Where it ends early, one may still be filled and the other be hashed: nobody else gets them.
    for (const one of [used, next]) if (one !== undefined) stretches.drop(one);
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
  async fill(stretch: Stretch): Promise<Stretch> {
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
