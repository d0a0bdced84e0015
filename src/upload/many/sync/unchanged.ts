import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { crc32Text } from "../../combine-crc.ts";
import { openRegularFile } from "../../source-file.ts";
import type { StoredAlgorithm, StoredObject } from "./stored-object.ts";

/** Bytes that may be those of an object. */
export interface LocalBytes {
  readonly sizeBytes: number;
  /** A checksum in base64. */
  sum(algorithm: SumAlgorithm): Promise<string>;
}

type SumAlgorithm = StoredAlgorithm | "md5";

/** Up to this size the MD5 is computed without asking S3 for another checksum first. */
const CHEAP_BYTES = 16 * 2 ** 20;

/**
 * Whether an object has the bytes of a file: by its size, then by its ETag, which is the MD5 of what went in one PUT, then by
 * the checksum that S3 keeps. An object of which S3 tells neither counts as changed.
 *
 * @param head Asks for what the list does not tell.
 */
export async function isUnchanged(
  local: LocalBytes,
  stored: StoredObject,
  head: () => Promise<StoredObject | undefined>,
): Promise<boolean> {
  if (local.sizeBytes !== stored.sizeBytes) return false;
  const isCheap = local.sizeBytes <= CHEAP_BYTES;
  // Another ETag proves nothing: with encryption by KMS it is no MD5.
  if (isCheap && (await hasMd5(local, stored))) return true;
  const asked = (await head()) ?? stored;
  if (asked.sizeBytes !== local.sizeBytes) return false;
  for (const algorithm of ["crc32", "sha256", "sha1"] as const) {
    const checksum = asked.checksums[algorithm];
    if (checksum !== undefined) return checksum === (await local.sum(algorithm));
  }
  return !isCheap && hasMd5(local, asked);
}

async function hasMd5(local: LocalBytes, { etag }: StoredObject): Promise<boolean> {
  if (!/^[0-9a-f]{32}$/.test(etag)) return false;
  return Buffer.from(await local.sum("md5"), "base64").toString("hex") === etag;
}

/** Bytes that are in memory. */
export function bytesInMemory(bytes: Buffer): LocalBytes {
  return {
    sizeBytes: bytes.length,
    sum: async (algorithm) =>
      algorithm === "crc32" ? crc32Text(crc32(bytes)) : createHash(algorithm).update(bytes).digest("base64"),
  };
}

const READ_BYTES = 2 ** 20;

/**
 * Lends the bytes of a file, which is read anew for every checksum.
 *
 * @throws KeyleaseError `FileUnreadable`.
 */
export async function withFileBytes<T>(
  path: string,
  signal: AbortSignal | undefined,
  use: (bytes: LocalBytes) => Promise<T>,
): Promise<T> {
  const { handle, stats } = await openRegularFile(path);
  try {
    return await use({ sizeBytes: stats.size, sum: (algorithm) => sumOfFile(handle, algorithm, signal) });
  } finally {
    await handle.close();
  }
}

async function sumOfFile(file: FileHandle, algorithm: SumAlgorithm, signal: AbortSignal | undefined): Promise<string> {
  const hash = algorithm === "crc32" ? undefined : createHash(algorithm);
  const memory = Buffer.allocUnsafe(READ_BYTES);
  let checksum = 0;
  for (let position = 0; ; ) {
    signal?.throwIfAborted();
    const { bytesRead } = await file.read(memory, 0, READ_BYTES, position);
    if (bytesRead === 0) break;
    const chunk = memory.subarray(0, bytesRead);
    if (hash === undefined) checksum = crc32(chunk, checksum);
    else hash.update(chunk);
    position += bytesRead;
  }
  return hash === undefined ? crc32Text(checksum) : hash.digest("base64");
}
