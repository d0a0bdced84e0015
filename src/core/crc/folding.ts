import { CrcFold } from "./crc-fold.ts";

/** A CRC in the making, without folding. */
export interface StepwiseCrc {
  /** The remainder so far in two words, the lower one first; it is zero afterwards. */
  take(): readonly [number, number];
  /** Goes on with these bytes. */
  step(bytes: Uint8Array): void;
}

/** One way to fold a polynomial. */
export interface FoldingTerms {
  /** Those of {@link CrcFold.create}. */
  readonly distances: readonly number[];
  /** From here on it is quicker than what comes after it; a good deal more than the longest distance. */
  readonly leastBytes: number;
}

/** So many bytes are stepped through in less time than it takes to make a fold, about two milliseconds. */
const MADE_AFTER_BYTES = 4 * 1024 * 1024;

/**
 * Folds what is long of all CRCs of one polynomial, one after the other: nothing stays here between two calls. What is folded
 * is then short enough for steps.
 */
export class Folding {
  readonly #terms: readonly FoldingTerms[];
  readonly #leastBytes: number;
  #longBytes = 0;
  #made: readonly (CrcFold | undefined)[] | undefined;

  /** @param terms Those of the longest bytes first; what each leaves may be long enough for the next. */
  constructor(terms: readonly FoldingTerms[]) {
    this.#terms = terms;
    this.#leastBytes = Math.min(...terms.map(({ leastBytes }) => leastBytes));
  }

  update(crc: StepwiseCrc, bytes: Uint8Array): void {
    crc.step(bytes.length < this.#leastBytes ? bytes : this.#fold(crc, bytes));
  }

  #fold(crc: StepwiseCrc, bytes: Uint8Array): Uint8Array {
    if (this.#made === undefined) {
      this.#longBytes += bytes.length;
      if (this.#longBytes < MADE_AFTER_BYTES) return bytes;
      this.#made = this.#terms.map(({ distances }) => CrcFold.create(distances));
    }
    let rest = bytes;
    for (const [i, { leastBytes }] of this.#terms.entries()) {
      if (rest.length >= leastBytes) rest = this.#made[i]?.fold(rest, crc.take()) ?? rest;
    }
    return rest;
  }
}
