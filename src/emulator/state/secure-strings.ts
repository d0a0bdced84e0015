import { createHmac } from "node:crypto";
import type { Random } from "../../core/index.ts";
import { openText, type Sealing, sealText } from "./sealed-text.ts";

/** Which parameter a value is of. */
export interface SecureStringPlace {
  readonly accountId: string;
  readonly key: string;
}

/** More than a parameter can hold. */
const MAX_BYTES = 65_536;

/** Seals the values of SecureString parameters, in place of KMS: no key but the emulator's own can open them. */
export class SecureStrings {
  readonly #key: Uint8Array;
  readonly #random: Random;

  /** `sealKey` is the emulator's; the key of values is derived from it, so that no token can pass for a value. */
  constructor(sealKey: Uint8Array, random: Random) {
    this.#key = createHmac("sha256", sealKey).update("secure string").digest();
    this.#random = random;
  }

  seal(place: SecureStringPlace, value: string): string {
    return sealText(value, this.#sealing(place), this.#random).toString("base64");
  }

  /** The value, or `undefined` where it was not sealed by this emulator for this parameter. */
  open(place: SecureStringPlace, sealed: string): string | undefined {
    return openText(Buffer.from(sealed, "base64"), this.#sealing(place), MAX_BYTES);
  }

  #sealing({ accountId, key }: SecureStringPlace): Sealing {
    return { key: this.#key, boundTo: `secure string ${key} of ${accountId}` };
  }
}
