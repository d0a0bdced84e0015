/** What makes a CRC: how many bits it has, and its polynomial with the lowest power in the highest bit, without x^bits. */
export interface CrcParameters {
  readonly bits: number;
  readonly polynomial: bigint;
}

/** CRC-32 (ISO 3309). */
export const CRC32: CrcParameters = { bits: 32, polynomial: 0xedb88320n };
/** CRC-32C (RFC 3720). */
export const CRC32C: CrcParameters = { bits: 32, polynomial: 0x82f63b78n };
/** CRC-64 of the NVM Express specification. */
export const CRC64NVME: CrcParameters = { bits: 64, polynomial: 0x9a6c9329ac4bc9b5n };

/**
 * Puts the CRCs of byte strings together to that of all of them, one after the other, in the field of the polynomial.
 * It holds for CRCs that begin with ones and end inverted, as all of S3's do.
 */
export class CrcCombiner {
  readonly #parameters: CrcParameters;
  /** The polynomial 1. */
  readonly #one: bigint;
  /** Parts have one size, or a few, and a power takes a hundred times as long as what is done with it. */
  readonly #shifts = new Map<number, bigint>();

  constructor(parameters: CrcParameters) {
    this.#parameters = parameters;
    this.#one = 1n << BigInt(parameters.bits - 1);
  }

  /**
   * The CRC of two byte strings one after the other, from the CRC of each. The first is shifted by the length of the
   * second, which is a multiplication by x^(8 n).
   *
   * @param secondBytes Length of the second string in bytes.
   */
  combine(first: bigint, second: bigint, secondBytes: number): bigint {
    return this.#multiply(this.#shiftBy(secondBytes), first) ^ second;
  }

  #shiftBy(bytes: number): bigint {
    let shift = this.#shifts.get(bytes);
    if (shift === undefined) {
      shift = this.#powerOfX(8n * BigInt(bytes));
      this.#shifts.set(bytes, shift);
    }
    return shift;
  }

  /** x^exponent modulo the polynomial, by squaring. */
  #powerOfX(exponent: bigint): bigint {
    let result = this.#one;
    let square = this.#one >> 1n;
    for (let rest = exponent; rest > 0n; rest >>= 1n) {
      if (rest & 1n) result = this.#multiply(result, square);
      square = this.#multiply(square, square);
    }
    return result;
  }

  #multiply(a: bigint, b: bigint): bigint {
    let product = 0n;
    let shifted = b;
    for (let bit = this.#one; bit !== 0n; bit >>= 1n) {
      if (a & bit) product ^= shifted;
      shifted = shifted & 1n ? (shifted >> 1n) ^ this.#parameters.polynomial : shifted >> 1n;
    }
    return product;
  }
}
