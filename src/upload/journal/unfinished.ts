import { KeyleaseError, systemClock } from "../../core/index.ts";
import { checkAlive, checkCovers, type EndpointVariant, type Lease } from "../../lease/index.ts";
import { fixedCredentials } from "../connection.ts";
import { abandon } from "../multipart/upload-file.ts";
import { connect } from "../put-object.ts";
import { journalId, journalIds, journalPath, lockPath, readJournal, removeJournal } from "./journal.ts";
import { isLocked } from "./lock.ts";
import { type JournalPlace, withLockedJournal } from "./place.ts";

/** An upload in parts that did not reach its end on this machine. */
export interface UnfinishedUpload {
  /** 12 lower-case hex digits: the same for the same file, object and endpoint. */
  readonly id: string;
  /** S3's own id. */
  readonly uploadId: string;
  readonly file: string;
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
  readonly endpoint?: string;
  readonly roleArn?: string;
  readonly sizeBytes: number;
  readonly confirmedBytes: number;
  readonly startedAt: string;
  /** Whether a process is at it now. */
  readonly isRunning: boolean;
}

/** The uploads that a folder has journals of, the oldest first. */
export async function listUnfinished(folder: string): Promise<readonly UnfinishedUpload[]> {
  const found = await Promise.all((await journalIds(folder)).map((id) => readUnfinished(folder, id)));
  return found.filter((upload) => upload !== undefined);
}

/** The unfinished upload of a file to an object, where there is one. */
export function findUnfinished(
  place: JournalPlace & { readonly journalFolder: string },
): Promise<UnfinishedUpload | undefined> {
  return readUnfinished(place.journalFolder, journalId(place));
}

async function readUnfinished(folder: string, id: string): Promise<UnfinishedUpload | undefined> {
  const journal = await readJournal(journalPath(folder, id));
  if (journal === undefined) return undefined;
  const { version: _, settings: __, partBytes: ___, checksum: ____, ...start } = journal.start;
  const confirmedBytes = [...journal.parts.values()].reduce((sum, part) => sum + part.sizeBytes, 0);
  return { id, ...start, confirmedBytes, isRunning: await isLocked(lockPath(folder, id)) };
}

/** How an unfinished upload is aborted. */
export interface AbortSettings extends EndpointVariant {
  /** For the upload's object. */
  readonly lease: Lease;
}

/**
 * Has S3 drop the parts of an unfinished upload, and forgets it.
 *
 * @throws KeyleaseError `UploadUnknown`, `UploadBusy`, `LeaseExpired`, `LeaseScopeExceeded`; `ServiceError` where S3
 *   refuses; `ClientTimeout` and `UploadFailed` where the network fails.
 */
export async function abortUnfinished(folder: string, id: string, { lease, ...variant }: AbortSettings): Promise<void> {
  const { bucket, key } = await requireUnfinished(folder, id);
  checkAlive(lease, systemClock);
  checkCovers(lease, { bucket, key, actions: ["upload"] });
  const target = { ...variant, bucket, key, region: lease.region, endpoint: lease.endpoints.s3 };
  const connection = connect(target, fixedCredentials(lease.credentials));
  try {
    await withLockedJournal(folder, id, (journal) => abandon(connection, journal));
  } finally {
    connection.close();
  }
}

/**
 * Forgets an unfinished upload. S3 keeps its parts, and asks money for them, until something there ends it.
 *
 * @throws KeyleaseError `UploadUnknown`, `UploadBusy`.
 */
export async function forgetUnfinished(folder: string, id: string): Promise<void> {
  await requireUnfinished(folder, id);
  await withLockedJournal(folder, id, removeJournal);
}

/** @throws KeyleaseError `UploadUnknown`. */
export async function requireUnfinished(folder: string, id: string): Promise<UnfinishedUpload> {
  const known = /^[0-9a-f]{12}$/.test(id) ? await readUnfinished(folder, id) : undefined;
  if (known !== undefined) return known;
  throw new KeyleaseError("UploadUnknown", `no unfinished upload \`${id}\` is known here`, {
    hint: "See them with `keylease uploads`.",
  });
}
