import { CrcFold } from "./crc-fold.ts";

/** From here on folding is quicker than tables. */
const FOLDED_BYTES = 4 * 1024;

/** A CRC in the making, by tables. */
export interface TableCrc {
  /** The value so far in two words, the lower one first; it is zero afterwards. */
  take(): readonly [number, number];
  /** Goes on with these bytes. */
  step(bytes: Uint8Array): void;
}

/**
 * Folds what is long of all CRCs of one polynomial, one after the other: nothing stays here between two calls. What is folded
 * is then short enough for the tables.
 */
export class Folding {
  readonly #distances: readonly number[];
  /** Made by the first long body. */
  #made: { readonly fold: CrcFold | undefined } | undefined;

  /** The distances are those of {@link CrcFold.create}. */
  constructor(distances: readonly number[]) {
    this.#distances = distances;
  }

  update(crc: TableCrc, bytes: Uint8Array): void {
    let rest = bytes;
    while (rest.length >= FOLDED_BYTES) {
      this.#made ??= { fold: CrcFold.create(this.#distances) };
      const { fold } = this.#made;
      if (fold === undefined) break;
      crc.step(fold.fold(rest.subarray(0, fold.mostBytes), crc.take()));
      rest = rest.subarray(fold.mostBytes);
    }
    crc.step(rest);
  }
}
