import type { FileHandle } from "node:fs/promises";
import { pageMemory } from "../../core/index.ts";
import type { ChecksumMethod } from "../checksum/checksum.ts";
import type { PlannedPart } from "../plan.ts";
import { digestOfPart } from "./part-bytes.ts";
import { SLICE_BYTES, TrailingSum, trailingBodyBytes } from "./trailing-sum.ts";

/** A part of a file that is read while it is sent. */
export class PassingPart {
  readonly part: PlannedPart;
  readonly #file: FileHandle;
  readonly #method: ChecksumMethod;
  /** For the first reading; whoever sends it again may still find that one at work in it. */
  readonly #memory: Buffer;
  #first: TrailingSum | undefined;
  #ahead: TrailingSum | undefined;

  constructor(file: FileHandle, part: PlannedPart, how: { readonly memory: Buffer; readonly method: ChecksumMethod }) {
    this.part = part;
    this.#file = file;
    this.#method = how.method;
    this.#memory = how.memory;
  }

  get bodyBytes(): number {
    return trailingBodyBytes(this.part, this.#method);
  }

  /** A digest in lower-case hex, for which it is read once more. */
  digest(algorithm: "sha256" | "md5"): Promise<string> {
    return digestOfPart(this.#file, this.part, algorithm);
  }

  /** Whether nobody reads into the memory that it was given any more: not where a reading was broken off. */
  get isMemoryFree(): boolean {
    return this.#first?.value !== undefined;
  }

  /** Reads a little of it before anybody asks for it. */
  readAhead(): void {
    const reading = this.read();
    reading.readAhead();
    this.#ahead = reading;
  }

  /** Its bytes, from the first on. */
  read(): TrailingSum {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    if (ahead !== undefined) return ahead;
    const memory = this.#first === undefined ? this.#memory : pageMemory(SLICE_BYTES);
    const reading = new TrailingSum(this.#file, this.part, { memory, method: this.#method });
    this.#first ??= reading;
    return reading;
  }
}
