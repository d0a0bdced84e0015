import { type FoldExports, foldProgram, TURN_BYTES } from "./fold-program.ts";

/** As far as it is used here: no library of types for Node alone has it. */
interface WebAssemblyApi {
  validate(program: Uint8Array): boolean;
  readonly Module: new (program: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

const PAGE_BYTES = 64 * 1024;
/** What is folded at a time, in whole turns; the last stretch is up to twice as long. */
const STRETCH_BYTES = 128 * 1024;

/**
 * Makes long bytes short without changing their CRC, by vectors of 16 bytes.
 *
 * CRCs are remainders of polynomials. Where the modulus divides a polynomial of few terms, all of them whole bytes apart,
 * a byte may be taken away if it is added, that is XORed, at those distances behind it. So all bytes but the last few are
 * taken away, with one XOR for each term and no tables.
 */
export class CrcFold {
  readonly #distances: readonly number[];
  /** Also where bytes begin in the memory: zeros stand before them. */
  readonly #longest: number;
  readonly #exports: FoldExports;
  readonly #memory: Buffer;

  private constructor(distances: readonly number[], exports: FoldExports) {
    this.#distances = distances;
    this.#longest = distances.at(-1) as number;
    this.#exports = exports;
    this.#memory = Buffer.from(exports.memory.buffer);
  }

  /**
   * For a modulus that divides the polynomial of these distances, in bytes and ascending, all of at least 64.
   *
   * @returns `undefined` where there is no WebAssembly, or no vectors in it.
   */
  static create(distances: readonly number[]): CrcFold | undefined {
    const { WebAssembly: api } = globalThis as { readonly WebAssembly?: WebAssemblyApi };
    const longest = distances.at(-1) as number;
    const program = foldProgram(distances, Math.ceil((longest + 2 * STRETCH_BYTES) / PAGE_BYTES));
    if (api?.validate(program) !== true) return undefined;
    return new CrcFold(distances, new api.Instance(new api.Module(program)).exports as FoldExports);
  }

  /**
   * Takes bytes, at least a good deal more than the longest distance, and the remainder before them in two words, the lower
   * one first.
   *
   * @returns bytes that come to the same from zero on; to be read before the next call.
   */
  fold(bytes: Uint8Array, [low, high]: readonly [number, number]): Uint8Array {
    const memory = this.#memory;
    const start = this.#longest;
    memory.fill(0, 0, start);
    let at = this.#take(bytes, 0);
    for (let i = 0; i < 4; i++) {
      (memory[start + i] as number) ^= low >>> (8 * i);
      (memory[start + 4 + i] as number) ^= high >>> (8 * i);
    }
    let length = at;
    for (; at < bytes.length; at += length) {
      this.#exports.fold(0, length);
      // What the next bytes are at the distances from.
      memory.copyWithin(0, length, length + start);
      length = this.#take(bytes, at);
    }
    const folded = Math.floor((length - start) / TURN_BYTES) * TURN_BYTES;
    this.#exports.fold(0, folded);
    // Behind the last turn bytes only take what those before it give.
    for (const distance of this.#distances) this.#exports.xor(start + folded, start + folded - distance, distance);
    return memory.subarray(start + folded, start + length);
  }

  /** Copies the next stretch, or all that is left where it is not much more, and tells how long it is. */
  #take(bytes: Uint8Array, at: number): number {
    const left = bytes.length - at;
    const length = left <= 2 * STRETCH_BYTES ? left : STRETCH_BYTES;
    // Not `set`, which is many times slower from memory that threads share where the two are not aligned alike.
    this.#memory.fill(bytes.subarray(at, at + length), this.#longest, this.#longest + length);
    return length;
  }
}
