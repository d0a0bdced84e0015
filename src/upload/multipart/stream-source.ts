import type { Readable } from "node:stream";
import { KeyleaseError, pageMemory } from "../../core/index.ts";
import type { ChecksumMethod } from "../checksum/checksum.ts";
import { checkPartBytes, MOST_STREAM_PART_BYTES, PART_LIMITS, PREFERRED_PART_BYTES } from "../plan.ts";
import { bufferedPart, type PartBytes } from "./part-bytes.ts";
import type { PartSource } from "./transfer.ts";

/** Parts double in size after so many of them, up to 64 MiB: an unknown length may need more than 10,000 of 8 MiB. */
const PARTS_OF_A_SIZE = 2_000;
const DOUBLED_UP_TO_BYTES = 64 * 1024 ** 2;

/** Cuts a stream into parts. What is read of it is read once, in order. */
export class StreamSource implements PartSource {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #method: ChecksumMethod;
  readonly #partBytes: number;
  #rest: Buffer = Buffer.alloc(0);
  #isAtEnd = false;
  #number = 0;
  #offset = 0;
  #reading: Promise<unknown> = Promise.resolve();

  /**
   * @param partBytes The size of the first parts: 5 MiB to 1 GiB. Default: 8 MiB.
   * @throws KeyleaseError `ArgumentInvalid`.
   */
  constructor(stream: Readable, method: ChecksumMethod, partBytes: number = PREFERRED_PART_BYTES) {
    checkPartBytes(partBytes, MOST_STREAM_PART_BYTES);
    this.#method = method;
    this.#partBytes = partBytes;
    this.#chunks = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  }

  /** The size of the next part, where the stream has as much left. */
  get memoryBytes(): number {
    const doubled = this.#partBytes * 2 ** Math.floor(this.#number / PARTS_OF_A_SIZE);
    return Math.max(this.#partBytes, Math.min(doubled, DOUBLED_UP_TO_BYTES));
  }

  /** How many bytes were read. */
  get readBytes(): number {
    return this.#offset;
  }

  /** Whether nothing is left to read. */
  get isAtEnd(): boolean {
    return this.#isAtEnd && this.#rest.length === 0;
  }

  /** @throws KeyleaseError `ArgumentInvalid` where the stream has more than 10,000 parts. */
  next(memory: Buffer): Promise<PartBytes | undefined> {
    const read = this.#reading.then(() => this.#readPart(memory));
    this.#reading = read.catch(() => {});
    return read;
  }

  async #readPart(lent: Buffer): Promise<PartBytes | undefined> {
    const size = this.memoryBytes;
    // Lent before the parts became larger.
    const memory = lent.length < size ? pageMemory(size) : lent.subarray(0, size);
    const filled = await this.#fill(memory);
    if (filled === 0 && this.#number > 0) return undefined;
    this.#number += 1;
    if (this.#number > PART_LIMITS.mostParts) throw tooLong(this.#offset);
    const part = { number: this.#number, offset: this.#offset, sizeBytes: filled };
    this.#offset += filled;
    return bufferedPart(part, memory.subarray(0, filled), this.#method);
  }

  async #fill(memory: Buffer): Promise<number> {
    let filled = 0;
    while (filled < memory.length) {
      if (this.#rest.length === 0) {
        if (this.#isAtEnd) break;
        const { done, value } = await this.#chunks.next();
        this.#isAtEnd = done === true;
        this.#rest = value ?? Buffer.alloc(0);
      }
      const taken = this.#rest.copy(memory, filled);
      filled += taken;
      this.#rest = this.#rest.subarray(taken);
    }
    // A look ahead tells whether this is the last part.
    if (!this.#isAtEnd && this.#rest.length === 0) {
      const { done, value } = await this.#chunks.next();
      this.#isAtEnd = done === true;
      this.#rest = value ?? Buffer.alloc(0);
    }
    return filled;
  }
}

function tooLong(sizeBytes: number): KeyleaseError {
  return new KeyleaseError("ArgumentInvalid", `the stream has more than ${sizeBytes} bytes, which fill 10,000 parts`, {
    hint: "Ask for larger parts, or write it to a file first: a file's parts are as large as its size needs.",
    facts: { sizeBytes },
  });
}
