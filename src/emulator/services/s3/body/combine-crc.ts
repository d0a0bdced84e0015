import type { ChecksumAlgorithm } from "./checksums.ts";

/** The algorithms whose value of a whole follows from the values of its parts. */
export type CrcAlgorithm = Extract<ChecksumAlgorithm, "CRC32" | "CRC32C" | "CRC64NVME">;

/** A polynomial over GF(2), bits reversed: the coefficient of the highest power is the lowest bit. */
interface Polynomial {
  readonly high: number;
  readonly low: number;
}

/** A polynomial that values are taken modulo of, and how many bits they have. Those of 32 bits stand in `low` alone. */
interface Modulus extends Polynomial {
  readonly bits: 32 | 64;
}

const MODULI: Readonly<Record<CrcAlgorithm, Modulus>> = {
  CRC32: { bits: 32, high: 0, low: 0xedb88320 },
  CRC32C: { bits: 32, high: 0, low: 0x82f63b78 },
  CRC64NVME: { bits: 64, high: 0x9a6c9329, low: 0xac4bc9b5 },
};

/** `x` to the power of each power of two, by algorithm; made when it is needed first. */
const squares = new Map<CrcAlgorithm, Polynomial[]>();

/** Whether values of the algorithm can be combined. */
export function isCrc(algorithm: ChecksumAlgorithm): algorithm is CrcAlgorithm {
  return Object.hasOwn(MODULI, algorithm);
}

/**
 * The CRC of bytes that are followed by `secondBytes` others, by the CRCs of both. What follows shifts the first value by
 * so many zero bytes: it is multiplied by `x` to the power of their bits. First and last inversion cancel each other out.
 */
export function combineCrc(
  algorithm: CrcAlgorithm,
  first: Buffer,
  { value: second, sizeBytes: secondBytes }: { readonly value: Buffer; readonly sizeBytes: number },
): Buffer {
  const modulus = MODULI[algorithm];
  let value = fromBytes(first);
  let bit = 3;
  for (let rest = secondBytes; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) value = multiply(modulus, value, squareOf(algorithm, bit));
    bit++;
  }
  const added = fromBytes(second);
  return toBytes(modulus, { high: value.high ^ added.high, low: value.low ^ added.low });
}

/** `x` to the power of two to the power of `index`. */
function squareOf(algorithm: CrcAlgorithm, index: number): Polynomial {
  const modulus = MODULI[algorithm];
  const known = squares.get(algorithm) ?? [modulus.bits === 32 ? { high: 0, low: 1 << 30 } : { high: 1 << 30, low: 0 }];
  squares.set(algorithm, known);
  while (known.length <= index) {
    const last = known.at(-1) as Polynomial;
    known.push(multiply(modulus, last, last));
  }
  return known[index] as Polynomial;
}

function multiply({ bits, high: modulusHigh, low: modulusLow }: Modulus, a: Polynomial, b: Polynomial): Polynomial {
  let { high, low } = b;
  let productHigh = 0;
  let productLow = 0;
  for (let bit = bits - 1; bit >= 0; bit--) {
    const factor = bit >= 32 ? a.high >>> (bit - 32) : a.low >>> bit;
    if (factor & 1) {
      productHigh ^= high;
      productLow ^= low;
    }
    const odd = low & 1;
    low = ((low >>> 1) | (high << 31)) ^ (odd ? modulusLow : 0);
    high = (high >>> 1) ^ (odd ? modulusHigh : 0);
  }
  return { high: productHigh, low: productLow };
}

function fromBytes(bytes: Buffer): Polynomial {
  return bytes.length === 4
    ? { high: 0, low: bytes.readInt32BE() }
    : { high: bytes.readInt32BE(), low: bytes.readInt32BE(4) };
}

function toBytes({ bits }: Modulus, { high, low }: Polynomial): Buffer {
  const bytes = Buffer.alloc(bits / 8);
  if (bits === 64) bytes.writeInt32BE(high | 0);
  bytes.writeInt32BE(low | 0, bits / 8 - 4);
  return bytes;
}
