import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Compares two secrets in a time that tells nothing about where they differ, nor about their lengths.
 */
export function secretsEqual(a: string | Uint8Array, b: string | Uint8Array): boolean {
  const digest = (value: string | Uint8Array): Buffer => createHash("sha256").update(value).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/**
 * Compares two texts whose lengths are no secret, such as signatures, in a time that tells nothing about where they
 * differ.
 */
export function signaturesEqual(a: string, b: string): boolean {
  const [bytes, others] = [Buffer.from(a), Buffer.from(b)];
  return bytes.length === others.length && timingSafeEqual(bytes, others);
}

/**
 * Shows an access key id so that people can tell keys apart, and no more: `AKIA…WXYZ`.
 * Access key ids are not secret, but logs are read by many.
 */
export function maskAccessKeyId(accessKeyId: string): string {
  return accessKeyId.length <= 8 ? "…" : `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`;
}
