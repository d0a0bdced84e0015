/** The polynomial of CRC-32 (ISO 3309), its lowest power in the highest bit, without x^32. */
const POLYNOMIAL = 0xedb88320;
/** The polynomial 1. */
const ONE = 0x80000000;

/**
 * The CRC-32 of two byte strings one after the other, from the CRC-32 of each. The first is shifted by the length of the
 * second, which in the field of the polynomial is a multiplication by x^(8 n); takes O(log n).
 *
 * @param secondBytes Length of the second string in bytes.
 */
export function combineCrc32(first: number, second: number, secondBytes: number): number {
  return (multiply(powerOfX(8 * secondBytes), first) ^ second) >>> 0;
}

/** CRC-32 as S3 writes it: base64 of four bytes, the highest first. */
export function crc32Text(crc: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc);
  return bytes.toString("base64");
}

/** What {@link crc32Text} wrote; `undefined` for any other text. */
export function parseCrc32(text: string): number | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === 4 && bytes.toString("base64") === text ? bytes.readUInt32BE() : undefined;
}

/** x^exponent modulo the polynomial, by squaring. Numbers, not bit operations: bits of an object's length exceed 32. */
function powerOfX(exponent: number): number {
  let result = ONE;
  let square = ONE >>> 1;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(result, square);
    square = multiply(square, square);
  }
  return result;
}

function multiply(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if (a & bit) product ^= shifted;
    shifted = shifted & 1 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
  }
  return product >>> 0;
}
