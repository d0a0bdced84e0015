import { createHmac, hash } from "node:crypto";
import type { SigningScope } from "./credential-scope.ts";

/** SHA-256 works on blocks of so many bytes. */
const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** The longest text whose bytes have room behind the key. A string to sign has about 160. */
const ROOM_BYTES = 512;

/**
 * A key that signs with HMAC-SHA-256 (RFC 2104), for many texts: its two padded halves are made once, and each signature
 * is two hashes. Node's own Hmac takes twice as long for a short text, most of it to make and drop an object.
 */
export class SigningKey {
  /** The key with the inner padding, and room for a text. */
  readonly #inner: Buffer = Buffer.alloc(BLOCK_BYTES + ROOM_BYTES);
  /** The key with the outer padding, and room for the inner digest. */
  readonly #outer: Buffer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);
  readonly #key: Buffer;

  /** `key` has at most 64 bytes. */
  constructor(key: Buffer) {
    if (key.length > BLOCK_BYTES) throw new RangeError(`a signing key has at most ${BLOCK_BYTES} bytes`);
    this.#key = key;
    for (let i = 0; i < BLOCK_BYTES; i++) {
      const byte = key[i] ?? 0;
      this.#inner[i] = byte ^ 0x36;
      this.#outer[i] = byte ^ 0x5c;
    }
  }

  /** The signature of a text, in hex. */
  sign(text: string): string {
    // No character has more than three bytes.
    if (text.length * 3 > ROOM_BYTES) return createHmac("sha256", this.#key).update(text).digest("hex");
    const length = this.#inner.write(text, BLOCK_BYTES);
    // Of all ways to hand on the digest, as a text of one character a byte is the quickest.
    const digest = hash("sha256", this.#inner.subarray(0, BLOCK_BYTES + length), "binary");
    this.#outer.write(digest, BLOCK_BYTES, DIGEST_BYTES, "binary");
    return hash("sha256", this.#outer, "hex");
  }
}

/** Derives the key that signs for one day, region and service. It is as secret as what it is derived from. */
export function deriveSigningKey(secretAccessKey: string, scope: SigningScope): SigningKey {
  let key = hmac(`AWS4${secretAccessKey}`, scope.date);
  for (const element of [scope.region, scope.service, "aws4_request"]) key = hmac(key, element);
  return new SigningKey(key);
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
