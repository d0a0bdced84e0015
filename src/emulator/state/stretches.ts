/** How much bytes are gathered to: less costs more turns, more does not stay in a processor's cache. */
export const STRETCH_BYTES: number = 512 * 1024;

/** Memory that threads share. */
export type Stretch = Buffer<SharedArrayBuffer>;

/** So many stretches are kept for later: what some dozen bodies need that come at the same time. */
const MOST_SPARE = 64;
/** From how many dropped bytes on V8 is told of them, and how much later. */
const TELL_BYTES = 64 * 1024 ** 2;
const TELL_AFTER_MILLISECONDS = 50;

/**
 * Memory that bodies are gathered in, which other threads hash there and which stores may keep as it is.
 *
 * V8 does not count memory that threads share. That is a gain as long as it is in use: else V8 would search all that lives for
 * every few MiB of objects kept in memory, again and again. But it is not given back either before V8 has a reason of its own
 * to search; so what is dropped is told to it.
 */
export class Stretches {
  readonly #spare: Stretch[] = [];
  /** What gatherers have. */
  readonly #lent = new WeakSet<SharedArrayBuffer>();
  #untoldBytes = 0;
  #isTelling = false;

  /**
   * Lends memory, for {@link giveBack}.
   *
   * @param sizeBytes How much is of use: as much is lent, or {@link STRETCH_BYTES} where it is more.
   */
  take(sizeBytes: number): Stretch {
    const spare = sizeBytes < STRETCH_BYTES ? undefined : this.#spare.pop();
    const stretch = spare ?? Buffer.from(new SharedArrayBuffer(Math.min(sizeBytes, STRETCH_BYTES)));
    this.#lent.add(stretch.buffer);
    return stretch;
  }

  /** Takes back memory that nobody looks at any more. What somebody has kept stays as it is. */
  giveBack({ buffer }: Stretch): void {
    if (!this.#lent.delete(buffer)) return;
    if (buffer.byteLength === STRETCH_BYTES && this.#spare.length < MOST_SPARE) this.#spare.push(Buffer.from(buffer));
    else this.dropped(buffer.byteLength);
  }

  /** Takes back memory that somebody may still look at or write to. What has been kept or given back stays as it is. */
  drop({ buffer }: Stretch): void {
    if (this.#lent.delete(buffer)) this.dropped(buffer.byteLength);
  }

  /**
   * Asks to keep bytes where they are. They may be kept where they fill the whole of a stretch that is lent: nobody writes to
   * it any more then, and whoever keeps it tells {@link dropped} when it is no longer of use.
   */
  keep({ buffer, length }: Uint8Array): boolean {
    return buffer instanceof SharedArrayBuffer && length === buffer.byteLength && this.#lent.delete(buffer);
  }

  /** Told of memory of stretches that nobody refers to any more. */
  dropped(sizeBytes: number): void {
    this.#untoldBytes += sizeBytes;
    if (this.#untoldBytes < TELL_BYTES || this.#isTelling) return;
    this.#isTelling = true;
    // An object goes part by part, and what goes while V8 searches it finds only the next time.
    setTimeout(() => this.#tell(), TELL_AFTER_MILLISECONDS).unref();
  }

  #tell(): void {
    tellCollector(this.#untoldBytes);
    this.#untoldBytes = 0;
    this.#isTelling = false;
  }
}

/**
 * Makes V8 search before long, as so much memory that it counts would make it: it does where it counts 64 MiB more than the
 * last search has left. The system gives no memory that nobody touches.
 */
function tellCollector(sizeBytes: number): void {
  try {
    new ArrayBuffer(TELL_BYTES + sizeBytes);
  } catch (error) {
    // Where so much cannot be had, V8 has searched already.
    if (!(error instanceof RangeError)) throw error;
  }
}
