import { KeyleaseError } from "../../core/index.ts";
import { journalId, journalPath, lockPath, makeFolder } from "./journal.ts";
import { takeLock } from "./lock.ts";

/** What a journal is found by. */
export interface JournalPlace {
  readonly journalFolder?: string | undefined;
  /** Absolute path of the file, without links. */
  readonly file: string;
  readonly bucket: string;
  readonly key: string;
  readonly endpoint: string | undefined;
}

/**
 * Lends the path of the journal of an upload, which no other process has in the meantime; `undefined` without a folder.
 *
 * @throws KeyleaseError `UploadBusy`, `StateUnwritable`.
 */
export async function withJournal<T>(place: JournalPlace, use: (path: string | undefined) => Promise<T>): Promise<T> {
  const { journalFolder } = place;
  if (journalFolder === undefined) return use(undefined);
  return withLockedJournal(journalFolder, journalId(place), use);
}

/**
 * Lends the path of the journal of an id.
 *
 * @throws KeyleaseError `UploadBusy`, `StateUnwritable`.
 */
export async function withLockedJournal<T>(folder: string, id: string, use: (path: string) => Promise<T>): Promise<T> {
  await makeFolder(folder);
  const lock = lockPath(folder, id);
  const release = await takeLock(lock);
  if (release === undefined) {
    throw new KeyleaseError("UploadBusy", `another process is at the upload \`${id}\` of this file to this object`, {
      hint: `Wait for it; if there is none, delete \`${lock}\`.`,
    });
  }
  try {
    return await use(journalPath(folder, id));
  } finally {
    await release();
  }
}
