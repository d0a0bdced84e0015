import type { FileHandle } from "node:fs/promises";
import type { BlobSink } from "./blob-files.ts";

/** How much is written at once: each write costs a turn through the thread pool, however small it is. */
const BUFFER_BYTES = 512 * 1024;

/** Writes a file with two buffers: one fills while the other is written, and a source never waits for the disk alone. */
export class DiskSink implements BlobSink {
  readonly #file: FileHandle;
  readonly #flush: () => Promise<void>;
  #filling: Buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #spare: Buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #filled = 0;
  #writing: Promise<void> = Promise.resolve();

  /** `flush` makes file and name survive a crash. */
  constructor(file: FileHandle, flush: () => Promise<void>) {
    this.#file = file;
    this.#flush = flush;
  }

  async write(chunk: Uint8Array): Promise<void> {
    let taken = 0;
    while (taken < chunk.length) {
      const part = chunk.subarray(taken, taken + BUFFER_BYTES - this.#filled);
      this.#filling.set(part, this.#filled);
      this.#filled += part.length;
      taken += part.length;
      if (this.#filled === BUFFER_BYTES) await this.#turn();
    }
  }

  async finish(): Promise<void> {
    await this.#turn();
    await this.#writing;
    await this.#flush();
    await this.#file.close();
  }

  async abandon(): Promise<void> {
    await this.#writing.catch(() => {});
    await this.#file.close();
  }

  /** Has the full buffer written, once the other one is, and goes on with that. */
  async #turn(): Promise<void> {
    await this.#writing;
    const full = this.#filling.subarray(0, this.#filled);
    [this.#filling, this.#spare] = [this.#spare, this.#filling];
    this.#filled = 0;
    this.#writing = writeAll(this.#file, full);
    // Whoever waits for it next is told; until then nobody does.
    this.#writing.catch(() => {});
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += (await file.write(bytes, written)).bytesWritten;
}
