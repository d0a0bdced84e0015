import { createHmac } from "node:crypto";
import { type Clock, type Random, secretsEqual } from "../../../core/index.ts";

/** The longest life of a token: six hours. */
export const MAX_TOKEN_SECONDS = 21_600;

const KEY_BYTES = 32;
const EXPIRY_BYTES = 8;
const NONCE_BYTES = 8;
const SEAL_BYTES = 24;
const TOKEN_BYTES = EXPIRY_BYTES + NONCE_BYTES + SEAL_BYTES;

/**
 * Makes and checks IMDSv2's session tokens. A token says when it ends and is sealed with a key that one instance has
 * alone: any number may be alive, none has to be remembered, and none is good for another instance.
 */
export class MetadataTokens {
  readonly #key: Buffer;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(clock: Clock, random: Random) {
    this.#key = random.bytes(KEY_BYTES);
    this.#clock = clock;
    this.#random = random;
  }

  /** A token that lives for `ttlSeconds`, 1 to 21,600. */
  issue(ttlSeconds: number): string {
    const claim = Buffer.alloc(EXPIRY_BYTES);
    claim.writeBigUInt64BE(BigInt(this.#clock.now().getTime() + ttlSeconds * 1000));
    const sealed = Buffer.concat([claim, this.#random.bytes(NONCE_BYTES)]);
    return Buffer.concat([sealed, this.#seal(sealed)]).toString("base64");
  }

  isValid(token: string): boolean {
    const bytes = Buffer.from(token, "base64");
    if (bytes.length !== TOKEN_BYTES || bytes.toString("base64") !== token) return false;
    const sealed = bytes.subarray(0, EXPIRY_BYTES + NONCE_BYTES);
    if (!secretsEqual(this.#seal(sealed), bytes.subarray(sealed.length))) return false;
    return this.#clock.now().getTime() < Number(sealed.readBigUInt64BE());
  }

  #seal(claim: Uint8Array): Buffer {
    return createHmac("sha256", this.#key).update(claim).digest().subarray(0, SEAL_BYTES);
  }
}
