import { realpath } from "node:fs/promises";
import { KeyleaseError, systemClock } from "../core/index.ts";
import { checkAlive, checkCovers, type IntendedUse, type Lease, type ScopeAction } from "../lease/index.ts";
import { journalId, journalPath, lockPath, makeFolder } from "./journal/journal.ts";
import { takeLock } from "./journal/lock.ts";
import { LeaseInUse } from "./lease-in-use.ts";
import { PATIENT_RETRY } from "./multipart/transfer.ts";
import { abandon, type FileUpload, type UploadEvent, uploadInParts } from "./multipart/upload-file.ts";
import { objectHeaders } from "./object-headers.ts";
import { planParts, SINGLE_PUT_BYTES } from "./plan.ts";
import { connect, putWhole, type TransferOptions, type UploadedObject } from "./put-object.ts";
import { openRegularFile, sumUp } from "./source-file.ts";

/** Options of {@link upload}. */
export interface UploadOptions extends TransferOptions {
  /** The object that is meant. Default: the lease's own. */
  readonly target?: { readonly bucket: string; readonly key: string };
  /** Gives another lease for the same object when this one is about to end. Default: none is taken. */
  readonly renew?: () => Promise<Lease>;
  /**
   * Folder for the journal of an upload in parts, by which the next one of the same file to the same object goes on where
   * this one stopped. Default: none is kept, and an upload that fails is aborted.
   */
  readonly journalFolder?: string;
  /**
   * Size of a part in bytes, beyond which there is more than one: 5 MiB to 5 GiB, and larger where the file would have more
   * than 10,000 of them. Default: 8 MiB, for files of more than 16 MiB.
   */
  readonly partBytes?: number;
  /** How many parts are on the way at most: 1 to 64. Memory is this many parts of up to 8 MiB. Default: 8. */
  readonly mostInFlight?: number;
  /** Told of what happens besides the progress. Default: nobody. */
  readonly onEvent?: (event: UploadEvent) => void;
}

const MOST_IN_FLIGHT = { default: 8, most: 64 } as const;

/**
 * Uploads a file with a lease: in one PUT up to 16 MiB, in parts beyond.
 *
 * @param file Path of a regular file of at most 10,000 times 5 GiB.
 * @throws KeyleaseError `LeaseExpired` and `LeaseScopeExceeded` before any call, and as `putObject`; `FileChanged`,
 *   `UploadBusy` and `StateUnwritable` for an upload in parts. An abort rejects with the signal's reason.
 */
export async function upload(file: string, lease: Lease, options: UploadOptions = {}): Promise<UploadedObject> {
  const { target = lease.scope, clock = systemClock, signal, mostInFlight = MOST_IN_FLIGHT.default } = options;
  const use: IntendedUse = { bucket: target.bucket, key: target.key, actions: actionsFor(options) };
  checkAlive(lease, clock);
  checkCovers(lease, use);
  checkInFlight(mostInFlight);
  signal?.throwIfAborted();
  const onEvent = options.onEvent ?? (() => {});
  const inUse = new LeaseInUse(lease, {
    clock,
    use,
    renew: options.renew,
    onRenewed: ({ id, credentials }) => onEvent({ event: "renewed", leaseId: id, expiresAt: credentials.expiration }),
  });
  const endpoint = lease.endpoints.s3;
  const { bucket, key } = target;
  const connection = connect({ ...options, bucket, key, region: lease.region, endpoint }, inUse);
  const { handle, stats } = await openRegularFile(file);
  try {
    const settings = { ...options, file };
    const place = await realpath(file);
    return await withJournal({ ...options, file: place, bucket, key, endpoint }, async (journal) => {
      if (stats.size <= (options.partBytes ?? SINGLE_PUT_BYTES)) {
        if (journal !== undefined) await abandon(connection, journal);
        return putWhole({ ...settings, bucket, key }, connection, await sumUp(handle, signal));
      }
      planParts(stats.size, options.partBytes);
      return uploadInParts({
        connection,
        file: handle,
        stats,
        target: {
          file: place,
          bucket,
          key,
          region: lease.region,
          ...(endpoint === undefined ? {} : { endpoint }),
          ...(lease.roleArn === undefined ? {} : { roleArn: lease.roleArn }),
        },
        headers: objectHeaders(settings),
        journal,
        partBytes: options.partBytes,
        mostInFlight,
        retry: options.retry ?? PATIENT_RETRY,
        clock,
        onProgress: options.onProgress ?? (() => {}),
        onEvent,
        signal,
      } satisfies FileUpload);
    });
  } finally {
    connection.close();
    await handle.close();
  }
}

/** What a lease must grant for an upload. */
function actionsFor({ acl, tags }: TransferOptions): readonly ScopeAction[] {
  return [
    "upload",
    ...(acl === undefined ? [] : (["acl"] as const)),
    ...(tags === undefined ? [] : (["tagging"] as const)),
  ];
}

function checkInFlight(parts: number): void {
  if (Number.isInteger(parts) && parts >= 1 && parts <= MOST_IN_FLIGHT.most) return;
  throw new KeyleaseError("ArgumentInvalid", `\`${parts}\` parts cannot be in flight`, {
    hint: `Choose 1 to ${MOST_IN_FLIGHT.most}.`,
  });
}

/** What a journal is found by. */
interface JournalPlace {
  readonly journalFolder?: string | undefined;
  readonly file: string;
  readonly bucket: string;
  readonly key: string;
  readonly endpoint: string | undefined;
}

/** Lends the path of the journal, which no other process has in the meantime. */
async function withJournal<T>(place: JournalPlace, use: (path: string | undefined) => Promise<T>): Promise<T> {
  const { journalFolder } = place;
  if (journalFolder === undefined) return use(undefined);
  await makeFolder(journalFolder);
  const id = journalId(place);
  const release = await takeLock(lockPath(journalFolder, id));
  if (release === undefined) throw busy(place, lockPath(journalFolder, id));
  try {
    return await use(journalPath(journalFolder, id));
  } finally {
    await release();
  }
}

function busy({ bucket, key }: JournalPlace, lock: string): KeyleaseError {
  return new KeyleaseError("UploadBusy", `another process uploads this file to \`s3://${bucket}/${key}\``, {
    hint: `Wait for it; if there is none, delete \`${lock}\`.`,
  });
}
