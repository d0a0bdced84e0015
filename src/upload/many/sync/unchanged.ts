import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { pageMemory } from "../../../core/index.ts";
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm, type RunningChecksum } from "../../checksum/checksum.ts";
import { checksumMethod } from "../../checksum/methods.ts";
import { openRegularFile } from "../../source-file.ts";
import type { StoredObject } from "./stored-object.ts";

/** Bytes that may be those of an object. */
export interface LocalBytes {
  readonly sizeBytes: number;
  /** A checksum in base64. */
  sum(algorithm: SumAlgorithm): Promise<string>;
}

type SumAlgorithm = ChecksumAlgorithm | "MD5";

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
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const checksum = asked.checksums[algorithm];
    if (checksum !== undefined) return checksum === (await local.sum(algorithm));
  }
  return !isCheap && hasMd5(local, asked);
}

async function hasMd5(local: LocalBytes, { etag }: StoredObject): Promise<boolean> {
  if (!/^[0-9a-f]{32}$/.test(etag)) return false;
  return Buffer.from(await local.sum("MD5"), "base64").toString("hex") === etag;
}

/** Bytes that are in memory. */
export function bytesInMemory(bytes: Buffer): LocalBytes {
  return {
    sizeBytes: bytes.length,
    sum: async (algorithm) => {
      const sum = await start(algorithm);
      sum.update(bytes);
      return sum.value();
    },
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
  const sum = await start(algorithm);
  const memory = pageMemory(READ_BYTES);
  for (let position = 0; ; ) {
    signal?.throwIfAborted();
    const { bytesRead } = await file.read(memory, 0, READ_BYTES, position);
    if (bytesRead === 0) return sum.value();
    sum.update(memory.subarray(0, bytesRead));
    position += bytesRead;
  }
}

async function start(algorithm: SumAlgorithm): Promise<RunningChecksum> {
  if (algorithm !== "MD5") return (await checksumMethod(algorithm)).start();
  const hash = createHash("md5");
  return { update: (bytes) => void hash.update(bytes), value: () => hash.digest("base64") };
}
