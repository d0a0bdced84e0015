import type { FileHandle } from "node:fs/promises";
import type { BlobSink } from "./blob-files.ts";

/** After how many bytes the disk is asked to keep what there is, while more comes: else all is waited for at the end. */
const FLUSH_BYTES = 32 * 1024 * 1024;

/** How a file is made to survive a crash. */
export interface DiskFlush {
  /** Flushes the file and its name. */
  whole(): Promise<void>;
  /** Begins to flush what is written so far; `undefined` where the disk has enough to do with other files. */
  begin(): Promise<void> | undefined;
}

/** Writes a file. Each write costs a turn through the thread pool, so its chunks should be large. */
export class DiskSink implements BlobSink {
  readonly #file: FileHandle;
  readonly #flush: DiskFlush;
  #unflushed = 0;
  #flushing: Promise<void> | undefined;
  #failure: unknown;

  constructor(file: FileHandle, flush: DiskFlush) {
    this.#file = file;
    this.#flush = flush;
  }

  async write(chunk: Uint8Array): Promise<void> {
    for (let written = 0; written < chunk.length; ) {
      written += (await this.#file.write(chunk, written)).bytesWritten;
    }
    this.#unflushed += chunk.length;
    if (this.#unflushed >= FLUSH_BYTES && this.#flushing === undefined) this.#beginFlush();
  }

  async finish(): Promise<void> {
    await this.#flushing;
    // A disk tells of a failure once: the last flush would not repeat what an earlier one was told.
    if (this.#failure !== undefined) throw this.#failure;
    await this.#flush.whole();
    await this.#file.close();
  }

  async abandon(): Promise<void> {
    await this.#flushing;
    await this.#file.close();
  }

  #beginFlush(): void {
    const flushing = this.#flush.begin();
    if (flushing === undefined) return;
    this.#unflushed = 0;
    this.#flushing = flushing
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => {
        this.#flushing = undefined;
      });
  }
}
