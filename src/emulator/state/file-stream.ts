import { close, read } from "node:fs";
import { Readable } from "node:stream";
import type { ReusingStream } from "./blob-files.ts";
import type { ByteRange } from "./blobs.ts";
import { CHUNK_BYTES, type ChunkPool } from "./chunk-pool.ts";

/** Streams an open file, or a range of it, and closes it. Unlike Node's own it can use its memory again. */
export class FileStream extends Readable implements ReusingStream {
  readonly #descriptor: number;
  readonly #pool: ChunkPool;
  #position: number;
  /** How much there is at the most. */
  #leftBytes: number;
  #isReading = false;
  /** What waits for a read that is under way when the stream is destroyed. */
  #afterRead: (() => void) | undefined;

  constructor(descriptor: number, pool: ChunkPool, range?: ByteRange) {
    super({ highWaterMark: CHUNK_BYTES });
    this.#descriptor = descriptor;
    this.#pool = pool;
    this.#position = range?.first ?? 0;
    this.#leftBytes = range === undefined ? Number.POSITIVE_INFINITY : range.last + 1 - range.first;
  }

  reuse(chunk: Uint8Array): void {
    this.#pool.put(chunk);
  }

  override _read(): void {
    const wantedBytes = Math.min(this.#leftBytes, CHUNK_BYTES);
    if (wantedBytes === 0) {
      this.push(null);
      return;
    }
    const buffer = this.#pool.take(wantedBytes);
    this.#isReading = true;
    read(this.#descriptor, buffer, 0, wantedBytes, this.#position, (error, readBytes) => {
      this.#isReading = false;
      if (this.destroyed) this.#afterRead?.();
      else if (error !== null) this.destroy(error);
      else this.#take(buffer, readBytes);
    });
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const closeNow = (): void => close(this.#descriptor, (closing) => done(error ?? closing));
    if (this.#isReading) this.#afterRead = closeNow;
    else closeNow();
  }

  #take(buffer: Buffer, readBytes: number): void {
    this.#position += readBytes;
    this.#leftBytes -= readBytes;
    this.push(readBytes === 0 ? null : buffer.subarray(0, readBytes));
  }
}
