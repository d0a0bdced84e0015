import { createCipheriv, createDecipheriv } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Random } from "../../core/index.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Who may seal and open, and for what. */
export interface Sealing {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** What the text is bound to: it opens with the same alone. */
  readonly boundTo: string;
}

/** Compresses a text and seals it with AES-256-GCM: it cannot be read, made or changed without the key. */
export function sealText(text: string, { key, boundTo }: Sealing, random: Random): Buffer {
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(boundTo));
  const sealed = Buffer.concat([cipher.update(deflateRawSync(text, { level: 9 })), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** The text, or `undefined` where it was not sealed with this key for this use. At most `maxBytes` come out. */
export function openText(bytes: Uint8Array, { key, boundTo }: Sealing, maxBytes: number): string | undefined {
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(boundTo));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const packed = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return inflateRawSync(packed, { maxOutputLength: maxBytes }).toString();
  } catch {
    return undefined;
  }
}
