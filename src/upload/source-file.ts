import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { KeyleaseError } from "../core/index.ts";
import { type Fingerprint, fingerprint } from "./fingerprint.ts";

/** The largest object that one PUT may carry: 5 GiB. */
const MAX_PUT_BYTES = 5 * 1024 ** 3;
const READ_BYTES = 1_048_576;

/** A file that is open and summed up. */
export interface SourceFile {
  readonly fingerprint: Fingerprint;
  /** The bytes that were summed up, from the start; may be asked for again, one stream after the other. */
  stream(): Readable;
}

/**
 * Opens a file, sums it up and lends it. It stays open all the while, so that a file that takes its name in the
 * meantime is not sent in its place.
 *
 * @throws KeyleaseError `FileUnreadable`; `ArgumentInvalid` where it is larger than 5 GiB.
 */
export async function withSourceFile<T>(
  path: string,
  signal: AbortSignal | undefined,
  use: (file: SourceFile) => Promise<T>,
): Promise<T> {
  const handle = await openRegularFile(path);
  try {
    const sum = await fingerprint(handle, signal);
    return await use({
      fingerprint: sum,
      stream: () => Readable.from(chunksOf(handle, sum.sizeBytes), { objectMode: false }),
    });
  } finally {
    await handle.close();
  }
}

/**
 * Checks that a file can be uploaded, without reading it.
 *
 * @throws KeyleaseError `FileUnreadable`; `ArgumentInvalid` where it is larger than 5 GiB.
 */
export async function checkUploadable(path: string): Promise<void> {
  const handle = await openRegularFile(path);
  await handle.close();
}

/** A FileHandle's own stream would close the handle when it is destroyed, and the next attempt would have no file. */
async function* chunksOf(handle: FileHandle, sizeBytes: number): AsyncGenerator<Buffer> {
  for (let position = 0; position < sizeBytes; ) {
    const length = Math.min(READ_BYTES, sizeBytes - position);
    // A buffer of its own for each chunk: the network may hold on to it while the next one is read.
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}

async function openRegularFile(path: string): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await open(path, "r");
  } catch (error) {
    throw unreadable(path, reasonOf(error), error);
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw unreadable(path, stats.isDirectory() ? "it is a directory" : "it is not a regular file");
    if (stats.size > MAX_PUT_BYTES) throw tooLarge(path, stats.size);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function unreadable(path: string, reason: string, cause?: unknown): KeyleaseError {
  return new KeyleaseError("FileUnreadable", `the file \`${path}\` cannot be read: ${reason}`, {
    hint: "Check the path and who may read it.",
    cause,
  });
}

function tooLarge(path: string, sizeBytes: number): KeyleaseError {
  return new KeyleaseError("ArgumentInvalid", `the file \`${path}\` is larger than the 5 GiB that one PUT may carry`, {
    hint: "Split the file; this version of Keylease uploads with a single PUT.",
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
