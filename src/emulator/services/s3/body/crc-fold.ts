import { type FoldExports, foldProgram, TURN_BYTES } from "./crc-fold-program.ts";

/** As far as it is used here: no library of types for Node alone has it. */
interface WebAssemblyApi {
  readonly Module: new (program: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

const PAGE_BYTES = 64 * 1024;
const MOST_BYTES = 256 * 1024;
const ALIGNED_BYTES = 64;

/**
 * Makes long bytes short without changing their CRC, by vectors of 16 bytes.
 *
 * CRCs are remainders of polynomials. Where the modulus divides a polynomial of few terms, all of them whole bytes apart,
 * a byte may be taken away if it is added, that is XORed, at those distances behind it. So all bytes but the last few are
 * taken away, with one XOR for each term and no tables.
 */
export class CrcFold {
  readonly #distances: readonly number[];
  readonly #longest: number;
  /** Where bytes begin: zeros stand before them, as many as the longest distance. */
  readonly #start: number;
  readonly #exports: FoldExports;
  readonly #memory: Uint8Array;

  private constructor(distances: readonly number[], exports: FoldExports) {
    this.#distances = distances;
    this.#longest = distances.at(-1) as number;
    this.#start = startOf(distances);
    this.#exports = exports;
    this.#memory = new Uint8Array(exports.memory.buffer);
  }

  /** For a modulus that divides the polynomial of these distances, in bytes and ascending. `undefined` where this node has no WebAssembly. */
  static create(distances: readonly number[]): CrcFold | undefined {
    const { WebAssembly: api } = globalThis as { readonly WebAssembly?: WebAssemblyApi };
    if (api === undefined) return undefined;
    const program = foldProgram(distances, Math.ceil((startOf(distances) + MOST_BYTES) / PAGE_BYTES));
    return new CrcFold(distances, new api.Instance(new api.Module(program)).exports as FoldExports);
  }

  /** The most that is taken at once. */
  get mostBytes(): number {
    return MOST_BYTES;
  }

  /**
   * Takes bytes, at least a good deal more than the longest distance, and the value before them in two words.
   *
   * @returns bytes that come to the same from zero on; to be read before the next call.
   */
  fold(bytes: Uint8Array, low: number, high: number): Uint8Array {
    const memory = this.#memory;
    const start = this.#start;
    memory.set(bytes, start);
    for (let i = 0; i < 4; i++) {
      (memory[start + i] as number) ^= low >>> (8 * i);
      (memory[start + 4 + i] as number) ^= high >>> (8 * i);
    }
    const folded = Math.floor((bytes.length - this.#longest) / TURN_BYTES) * TURN_BYTES;
    const first = start - this.#longest;
    this.#exports.fold(first, first + folded);
    // Behind the last turn bytes only take what those before it give.
    for (const distance of this.#distances) this.#exports.xor(start + folded, start + folded - distance, distance);
    return memory.subarray(start + folded, start + bytes.length);
  }
}

/** Copies of shared memory are many times slower where one end is not aligned as the other is. */
function startOf(distances: readonly number[]): number {
  return Math.ceil((distances.at(-1) as number) / ALIGNED_BYTES) * ALIGNED_BYTES;
}
