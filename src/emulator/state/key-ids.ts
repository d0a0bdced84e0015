import { ALPHABETS, type Random, randomText } from "../../core/index.ts";

const BASE32 = ALPHABETS.base32;
const ACCOUNT_BITS = 40n;
/** Bits below the account within the first ten characters, 50 bits in all. */
const LOW_BITS = 9n;
const ACCOUNT_MASK = (1n << ACCOUNT_BITS) - 1n;
const PLACED_CHARACTERS = 10;

/**
 * A fresh access key id of 20 characters. Like AWS's, it carries its account in the bits of its first characters, so that
 * GetAccessKeyInfo can tell the account of keys that nobody keeps.
 */
export function newAccessKeyId(random: Random, prefix: "AKIA" | "ASIA", accountId: string): string {
  const low = BigInt(random.bytes(2).readUInt16BE() & 0x1ff);
  // The first bit is set in all ids since 2019.
  let bits = (1n << (ACCOUNT_BITS + LOW_BITS)) | (BigInt(accountId) << LOW_BITS) | low;
  let placed = "";
  for (let i = 0; i < PLACED_CHARACTERS; i++) {
    placed = BASE32.charAt(Number(bits & 31n)) + placed;
    bits >>= 5n;
  }
  return prefix + placed + randomText(random, 6, BASE32);
}

/** The account that the characters of an access key id say, or `undefined` where they say none. */
export function accountInKeyId(accessKeyId: string): string | undefined {
  const placed = /^A[KS]IA([A-Z2-7]{10})[A-Z2-7]{6}$/.exec(accessKeyId)?.[1];
  if (placed === undefined) return undefined;
  const bits = [...placed].reduce((sum, character) => (sum << 5n) | BigInt(BASE32.indexOf(character)), 0n);
  const account = ((bits >> LOW_BITS) & ACCOUNT_MASK).toString().padStart(12, "0");
  return account.length === 12 ? account : undefined;
}
