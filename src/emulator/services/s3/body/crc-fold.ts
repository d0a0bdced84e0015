import { type FoldExports, foldProgram, TURN_BYTES } from "./crc-fold-program.ts";

/** As far as it is used here: no library of types for Node alone has it. */
interface WebAssemblyApi {
  validate(program: Uint8Array): boolean;
  readonly Module: new (program: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

const PAGE_BYTES = 64 * 1024;
const MOST_BYTES = 256 * 1024;

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
    const program = foldProgram(distances, Math.ceil((longest + MOST_BYTES) / PAGE_BYTES));
    if (api?.validate(program) !== true) return undefined;
    return new CrcFold(distances, new api.Instance(new api.Module(program)).exports as FoldExports);
  }

  /** The most that is taken at once. */
  get mostBytes(): number {
    return MOST_BYTES;
  }

  /**
   * Takes bytes, at least a good deal more than the longest distance, and the value before them in two words, the lower one
   * first.
   *
   * @returns bytes that come to the same from zero on; to be read before the next call.
   */
  fold(bytes: Uint8Array, [low, high]: readonly [number, number]): Uint8Array {
    const memory = this.#memory;
    const start = this.#longest;
    // Not `set`, which is many times slower from memory that threads share where the two are not aligned alike.
    memory.fill(bytes, start, start + bytes.length);
    for (let i = 0; i < 4; i++) {
      (memory[start + i] as number) ^= low >>> (8 * i);
      (memory[start + 4 + i] as number) ^= high >>> (8 * i);
    }
    const folded = Math.floor((bytes.length - start) / TURN_BYTES) * TURN_BYTES;
    this.#exports.fold(0, folded);
    // Behind the last turn bytes only take what those before it give.
    for (const distance of this.#distances) this.#exports.xor(start + folded, start + folded - distance, distance);
    return memory.subarray(start + folded, start + bytes.length);
  }
}
