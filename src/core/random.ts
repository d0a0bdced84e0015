import { randomBytes } from "node:crypto";

/** Where random bytes come from. */
export interface Random {
  /** `count` bytes that nobody can foresee. */
  bytes(count: number): Buffer;
}

/** The operating system's cryptographic generator. */
export const systemRandom: Random = { bytes: (count) => randomBytes(count) };

/** How many bytes {@link pooledRandom} draws at once. */
const POOL_BYTES = 4096;

/**
 * Draws from `source` in stretches, and gives each byte once: to ask the system for sixteen bytes costs as much as to ask it
 * for thousands. A byte that was given is no longer in the pool.
 */
export function pooledRandom(source: Random): Random {
  let pool: Buffer = Buffer.alloc(0);
  let given = 0;
  return {
    bytes(count) {
      if (count > POOL_BYTES / 8) return source.bytes(count);
      if (given + count > pool.length) {
        pool = source.bytes(POOL_BYTES);
        given = 0;
      }
      const bytes = Buffer.from(pool.subarray(given, given + count));
      pool.fill(0, given, given + count);
      given += count;
      return bytes;
    },
  };
}

/** Alphabets for {@link randomText}. */
export const ALPHABETS = {
  /** AWS's unique ids: upper case letters and the digits 2 to 7. */
  base32: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
  hex: "0123456789abcdef",
  lowerAlphanumeric: "abcdefghijklmnopqrstuvwxyz0123456789",
  alphanumeric: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
  upperAlphanumeric: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
  base64: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
} as const;

/** `length` characters drawn evenly from `alphabet`, which has at most 256. */
export function randomText(random: Random, length: number, alphabet: string): string {
  // Bytes at or above the largest multiple of the alphabet's size are drawn again: a bare modulo would
  // make the first characters likelier than the last.
  const limit = 256 - (256 % alphabet.length);
  let text = "";
  while (text.length < length) {
    for (const byte of random.bytes(length - text.length)) {
      if (byte < limit) text += alphabet[byte % alphabet.length];
    }
  }
  return text;
}
