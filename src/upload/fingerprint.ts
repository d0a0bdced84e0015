import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { crc32Text } from "./combine-crc.ts";

/** What is known of a file's bytes before they are sent. */
export interface Fingerprint {
  readonly sizeBytes: number;
  /** SHA-256 in lower-case hex: what the signature covers. */
  readonly sha256: string;
  /** CRC-32 as S3 writes it: base64 of four bytes, the highest first. */
  readonly crc32: string;
}

const READ_BYTES = 1_048_576;

/**
 * Reads a file once through one buffer and sums it up. The signature must cover the bytes and comes before them on
 * the wire, so they are read twice; the second time they usually come from the page cache.
 */
export async function fingerprint(file: FileHandle, signal?: AbortSignal): Promise<Fingerprint> {
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  let checksum = 0;
  let sizeBytes = 0;
  for (;;) {
    signal?.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, READ_BYTES, sizeBytes);
    if (bytesRead === 0) break;
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    checksum = crc32(chunk, checksum);
    sizeBytes += bytesRead;
  }
  return { sizeBytes, sha256: hash.digest("hex"), crc32: crc32Text(checksum) };
}

/** Sums up bytes that are in memory. */
export function fingerprintOf(bytes: Buffer): Fingerprint {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { sizeBytes: bytes.length, sha256, crc32: crc32Text(crc32(bytes)) };
}
