import { statfs } from "node:fs/promises";
import { constants } from "node:os";
import { StorageFullError } from "./storage-full.ts";

/** A disk with less than this is full for a store that writes whole pages, many at once. */
const FULL_BELOW_BYTES = 16 * 1024 * 1024;

const FULL_NUMBERS: ReadonlyMap<unknown, string> = new Map([
  [constants.errno.ENOSPC, "ENOSPC"],
  [constants.errno.EDQUOT, "EDQUOT"],
  [constants.errno.EFBIG, "EFBIG"],
]);

/**
 * Why a commit failed. LMDB's package hides the reason in a promise, which must be waited for in any case: rejected
 * unseen, it would end the process. And LMDB calls it an input or output error where only some of its pages had room.
 */
export async function commitFailure(error: unknown, directory: string): Promise<unknown> {
  const { commitError } = error as { readonly commitError?: Promise<unknown> };
  if (commitError === undefined) return error;
  const cause: unknown = await commitError.catch((reason: unknown) => reason);
  const { code } = cause as { readonly code?: unknown };
  const known = FULL_NUMBERS.get(code);
  if (known !== undefined) return new StorageFullError(known, cause);
  if (code === constants.errno.EIO && (await freeBytes(directory)) < FULL_BELOW_BYTES) {
    return new StorageFullError("EIO", cause);
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(`the data directory cannot be written (${reason})`, { cause });
}

async function freeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
