import { KeyleaseError } from "../core/index.ts";

/** The longest key that S3 takes, in bytes of UTF-8. */
const MAX_KEY_BYTES = 1024;

/**
 * Checks that S3 can hold an object under a key.
 *
 * @throws KeyleaseError `KeyInvalid` where the key is empty, too long, or not a Unicode text.
 */
export function checkObjectKey(key: string): void {
  if (key === "") throw new KeyleaseError("KeyInvalid", "the object key is empty", { hint: "Name the object." });
  // With the `u` flag this finds only surrogates without their other half, which UTF-8 cannot hold.
  if (/\p{Surrogate}/u.test(key)) {
    throw new KeyleaseError("KeyInvalid", "the object key has half of a surrogate pair, which UTF-8 cannot hold", {
      hint: "Check how the key was cut or decoded.",
    });
  }
  const bytes = Buffer.byteLength(key, "utf8");
  if (bytes <= MAX_KEY_BYTES) return;
  throw new KeyleaseError("KeyInvalid", `the object key has ${bytes} bytes of UTF-8`, {
    hint: `S3 takes at most ${MAX_KEY_BYTES} bytes; choose a shorter key.`,
  });
}
