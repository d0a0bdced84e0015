import { constants, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { KeyleaseError, pageMemory } from "../core/index.ts";
import type { ChecksumMethod } from "./checksum/checksum.ts";
import { type Fingerprint, fingerprint } from "./fingerprint.ts";
import { planParts } from "./plan.ts";

/** The largest object that one PUT may carry: 5 GiB. */
export const MAX_PUT_BYTES: number = 5 * 1024 ** 3;
/** What a stream of a file reads at a time, into as many buffers by turns. */
const STREAMED = { bytes: 262_144, buffers: 4 } as const;

/** A file that is open and summed up. */
export interface SourceFile {
  readonly fingerprint: Fingerprint;
  /** All bytes, where they are in memory. */
  readonly bytes?: Buffer;
  /** The bytes that were summed up, from the start; may be asked for again, one stream after the other. */
  stream(): Readable;
}

/** How a file is summed up. */
export interface Reading {
  readonly method: ChecksumMethod;
  readonly signal: AbortSignal | undefined;
}

/**
 * Opens a file, sums it up and lends it. It stays open all the while, so that a file that takes its name in the
 * meantime is not sent in its place.
 *
 * @throws KeyleaseError `FileUnreadable`; `ArgumentInvalid` where it is larger than 5 GiB.
 */
export async function withSourceFile<T>(
  path: string,
  reading: Reading,
  use: (file: SourceFile) => Promise<T>,
): Promise<T> {
  const { handle, stats } = await openRegularFile(path);
  try {
    if (stats.size > MAX_PUT_BYTES) throw tooLarge(path, stats.size);
    return await use(await sumUp(handle, reading));
  } finally {
    await handle.close();
  }
}

/** Sums up a file that is open. */
export async function sumUp(handle: FileHandle, { method, signal }: Reading): Promise<SourceFile> {
  const sum = await fingerprint(handle, method, signal);
  return {
    fingerprint: sum,
    stream: () => Readable.from(chunksOf(handle, sum.sizeBytes), { objectMode: false }),
  };
}

/**
 * Checks that a file can be uploaded, without reading it.
 *
 * @throws KeyleaseError `FileUnreadable`; `ArgumentInvalid` where it is larger than 10,000 parts of 5 GiB.
 */
export async function checkUploadable(path: string): Promise<void> {
  const { handle, stats } = await openRegularFile(path);
  await handle.close();
  planParts(stats.size);
}

/**
 * A FileHandle's own stream would close the handle when it is destroyed, and the next attempt would have no file.
 *
 * At most three buffers are in use: one that the socket holds, one that waits for it, and one that is being read. New ones
 * for every chunk would be a file's worth of memory before anybody collected them.
 */
async function* chunksOf(handle: FileHandle, sizeBytes: number): AsyncGenerator<Buffer> {
  const { bytes, buffers } = STREAMED;
  const isWhole = sizeBytes <= bytes * buffers;
  const memory = pageMemory(isWhole ? sizeBytes : bytes * buffers);
  let position = 0;
  for (let turn = 0; position < sizeBytes; turn++) {
    const start = isWhole ? position : (turn % buffers) * bytes;
    const length = Math.min(bytes, sizeBytes - position);
    const { bytesRead } = await handle.read(memory, start, length, position);
    if (bytesRead === 0) return;
    yield memory.subarray(start, start + bytesRead);
    position += bytesRead;
  }
}

/**
 * Opens a file that can be uploaded. Close it when done.
 *
 * @throws KeyleaseError `FileUnreadable`.
 */
export async function openRegularFile(path: string): Promise<{ readonly handle: FileHandle; readonly stats: Stats }> {
  let handle: FileHandle;
  try {
    // A pipe would be waited for, for ever, until somebody writes into it.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw unreadable(path, error);
  }
  try {
    const stats = await handle.stat();
    checkRegular(path, stats);
    return { handle, stats };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Checks that what was opened is a file.
 *
 * @throws KeyleaseError `FileUnreadable`.
 */
export function checkRegular(path: string, stats: Stats): void {
  if (stats.isFile()) return;
  throw cannotBeRead(path, stats.isDirectory() ? "it is a directory" : "it is not a regular file");
}

/** The system does not give a file. */
export function unreadable(path: string, error: unknown): KeyleaseError {
  return cannotBeRead(path, reasonOf(error), error);
}

function cannotBeRead(path: string, reason: string, cause?: unknown): KeyleaseError {
  return new KeyleaseError("FileUnreadable", `the file \`${path}\` cannot be read: ${reason}`, {
    hint: "Check the path and who may read it.",
    cause,
  });
}

function tooLarge(path: string, sizeBytes: number): KeyleaseError {
  return new KeyleaseError("ArgumentInvalid", `the file \`${path}\` is larger than the 5 GiB that one PUT may carry`, {
    hint: "Upload it in parts, as `upload` does.",
    facts: { sizeBytes },
  });
}

function reasonOf(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
      return "it does not exist";
    case "EACCES":
    case "EPERM":
      return "you may not read it";
    default:
      return (error as NodeJS.ErrnoException).code ?? "it cannot be opened";
  }
}
