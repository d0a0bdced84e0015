import { createHmac } from "node:crypto";
import type { Random } from "../../core/index.ts";
import type { Explanation } from "../../policy/index.ts";
import { openText, type Sealing, sealText } from "./sealed-text.ts";

/** What DecodeAuthorizationMessage takes. */
const MAX_MESSAGE_CHARACTERS = 10_240;
const MAX_CONTENT_BYTES = 1_048_576;

/** A refusal as an encoded message holds it. */
export interface AuthorizationMessage {
  readonly explanation: Explanation;
  /** `aws:userid` of who was refused. */
  readonly userId: string;
  /** The names of the context keys as their service writes them; the context has them in lower case. */
  readonly keyNames: readonly string[];
}

/**
 * Makes and reads the encoded messages of refusals. A message is the explanation itself, sealed for the account of who
 * was refused, so that nothing is kept for it, and the refused cannot read in it what they may not know.
 */
export class AuthorizationMessages {
  readonly #key: Uint8Array;
  readonly #random: Random;

  /** `sealKey` is the emulator's; the key of messages is derived from it, so that no token can pass for a message. */
  constructor(sealKey: Uint8Array, random: Random) {
    this.#key = createHmac("sha256", sealKey).update("authorization message").digest();
    this.#random = random;
  }

  encode(accountId: string, message: AuthorizationMessage): string {
    const whole = this.#seal(accountId, message);
    if (whole.length <= MAX_MESSAGE_CHARACTERS) return whole;
    // Of hundreds of statements those are told that applied.
    return this.#seal(accountId, { ...message, explanation: shortened(message.explanation) });
  }

  /** The message, or `undefined` where it was not made by this emulator for this account. */
  decode(accountId: string, encoded: string): AuthorizationMessage | undefined {
    if (encoded.length > MAX_MESSAGE_CHARACTERS || !/^[\w-]+$/.test(encoded)) return undefined;
    const bytes = Buffer.from(encoded, "base64url");
    if (bytes.toString("base64url") !== encoded) return undefined;
    const text = openText(bytes, this.#sealing(accountId), MAX_CONTENT_BYTES);
    return text === undefined ? undefined : (JSON.parse(text) as AuthorizationMessage);
  }

  #seal(accountId: string, message: AuthorizationMessage): string {
    return sealText(JSON.stringify(message), this.#sealing(accountId), this.#random).toString("base64url");
  }

  #sealing(accountId: string): Sealing {
    return { key: this.#key, boundTo: `authorization message of ${accountId}` };
  }
}

const MAX_STATEMENTS = 20;

function shortened(explanation: Explanation): Explanation {
  const layers = explanation.layers.map((layer) => ({
    ...layer,
    policies: layer.policies
      .map(({ name, statements }) => ({
        name,
        statements: statements.filter(({ matched }) => matched).slice(0, MAX_STATEMENTS),
      }))
      .filter(({ statements }) => statements.length > 0)
      .slice(0, MAX_STATEMENTS),
  }));
  return { ...explanation, layers };
}
