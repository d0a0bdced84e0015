import type { FileHandle } from "node:fs/promises";
import { pageMemory } from "../../core/index.ts";
import type { ChecksumMethod } from "../checksum/checksum.ts";
import { type PartPlan, type PlannedPart, partOf } from "../plan.ts";
import { BUFFERED_BYTES, type PartBytes, readPart } from "./part-bytes.ts";
import { PassingPart } from "./passing-part.ts";
import { SLICE_BYTES } from "./trailing-sum.ts";
import type { PartSource } from "./transfer.ts";

/** A file that is open, and how its parts are summed up. */
export interface FileToRead {
  readonly file: FileHandle;
  readonly method: ChecksumMethod;
  /** Whether parts are read while they are sent, with their checksums behind them. */
  readonly passes: boolean;
}

/** The parts of a file that are not confirmed yet. Each is read when it is its turn, and several at the same time. */
export class FileSource implements PartSource {
  readonly #of: FileToRead;
  readonly #plan: PartPlan;
  readonly #confirmed: ReadonlySet<number>;
  #number = 0;
  #passes: boolean;
  #ahead: Promise<PartBytes | PassingPart | undefined> | undefined;

  /** @param confirmed The numbers of parts that are left out. */
  constructor(of: FileToRead, plan: PartPlan, confirmed: ReadonlySet<number>) {
    this.#of = of;
    this.#plan = plan;
    this.#confirmed = confirmed;
    this.#passes = of.passes;
  }

  get memoryBytes(): number {
    if (this.#passes) return SLICE_BYTES;
    const { partBytes } = this.#plan;
    return partBytes <= BUFFERED_BYTES ? partBytes : 0;
  }

  /**
   * Reads the first part before anybody asks for it. What this fails with, whoever asks is told.
   *
   * @param pool Where memory is taken from, if there is any that is large enough.
   * @returns The memory that it is read into: to be lent to {@link next} first.
   */
  readAhead(pool: Buffer[] = []): Buffer {
    const pooled = pool.pop();
    const memory = pooled !== undefined && pooled.length >= this.memoryBytes ? pooled : pageMemory(this.memoryBytes);
    this.#ahead = this.#readAhead(memory);
    this.#ahead.catch(() => {});
    return memory;
  }

  async whole(part: PlannedPart): Promise<PartBytes> {
    this.#passes = false;
    const { file, method } = this.#of;
    return readPart(file, part, { memory: pageMemory(this.memoryBytes), method });
  }

  async #readAhead(memory: Buffer): Promise<PartBytes | PassingPart | undefined> {
    const part = await this.next(memory);
    if (part instanceof PassingPart) part.readAhead();
    return part;
  }

  async next(memory: Buffer): Promise<PartBytes | PassingPart | undefined> {
    const ahead = this.#ahead;
    if (ahead !== undefined) {
      this.#ahead = undefined;
      return ahead;
    }
    do this.#number += 1;
    while (this.#confirmed.has(this.#number));
    const { file, method } = this.#of;
    if (this.#number > this.#plan.partCount) return undefined;
    const part = partOf(this.#plan, this.#number);
    return this.#passes ? new PassingPart(file, part, { memory, method }) : readPart(file, part, { memory, method });
  }
}
