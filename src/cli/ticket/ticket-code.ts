import { createCipheriv, createDecipheriv, createHash, hkdfSync } from "node:crypto";
import { ALPHABETS, type Random, randomText } from "../../core/index.ts";

const CODE_LENGTH = 26;
const GROUP_LENGTH = 5;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A new code, as people pass it on: 26 letters and digits in groups, 130 bits. */
export function newCode(random: Random): string {
  const text = randomText(random, CODE_LENGTH, ALPHABETS.base32);
  return text.match(new RegExp(`.{1,${GROUP_LENGTH}}`, "g"))?.join("-") ?? text;
}

/** What a code comes to however it was typed. */
function normaliseCode(typed: string): string {
  return typed.replace(/[\s-]/g, "").toUpperCase();
}

/** What is kept of a code to know it again. It has too many bits for the digest to be searched. */
export function digestOf(code: string): string {
  return createHash("sha256")
    .update(`ticket ${normaliseCode(code)}`)
    .digest("hex");
}

/** Encrypts what a ticket is for, so that only whoever has the code can read it (AES-256-GCM). */
export function seal(text: string, code: string, random: Random): string {
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyOf(code), nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
}

/** @throws Error where it was sealed by another code, or changed. */
export function unseal(sealed: string, code: string): string {
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", keyOf(code), bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return `${decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, "utf8")}${decipher.final("utf8")}`;
}

function keyOf(code: string): Buffer {
  return Buffer.from(hkdfSync("sha256", normaliseCode(code), "", "keylease ticket", 32));
}
