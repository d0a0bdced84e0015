import { realpath } from "node:fs/promises";
import type { Readable } from "node:stream";
import { type Clock, KeyleaseError, systemClock } from "../core/index.ts";
import { checkAlive, checkCovers, type IntendedUse, type Lease, onlyObject, type ScopeAction } from "../lease/index.ts";
import type { ChecksumMethod } from "./checksum/checksum.ts";
import { checksumMethod } from "./checksum/methods.ts";
import type { Connection } from "./connection.ts";
import { withJournal } from "./journal/place.ts";
import { LeaseInUse } from "./lease-in-use.ts";
import { PATIENT_RETRY } from "./multipart/transfer.ts";
import { abandon, type UploadEvent, uploadInParts } from "./multipart/upload-file.ts";
import { uploadFromStream } from "./multipart/upload-stream.ts";
import { planParts, SINGLE_PUT_BYTES } from "./plan.ts";
import { connect, putWhole, type TransferOptions, type UploadedObject } from "./put-object.ts";
import { MAX_PUT_BYTES, openRegularFile, sumUp } from "./source-file.ts";
import { refuseParts, uploadHeaders } from "./upload-headers.ts";

/** Options of {@link uploadStream}. */
export interface StreamUploadOptions extends TransferOptions {
  /** The object that is meant. Default: the lease's own, where it is for one alone. */
  readonly target?: { readonly bucket: string; readonly key: string };
  /**
   * Gives another lease for the same object when less than five minutes of this one are left, or S3 calls it expired:
   * `() => createLease(…)`, or what `leaseFromProcess`, `leaseFromUrl` and `ownCredentials` give. Where it fails while this
   * one is alive, it is asked again a minute later. Default: none is taken.
   */
  readonly renew?: () => Promise<Lease>;
  /**
   * Size of a part in bytes, beyond which there is more than one: 5 MiB to 5 GiB for a file, and larger where it would have
   * more than 10,000 of them; 5 MiB to 1 GiB for a stream. Default: 8 MiB, for files of more than 16 MiB; 16 MiB from
   * 256 MiB on, where parts are read while they are sent.
   */
  readonly partBytes?: number;
  /**
   * How many parts are on the way at most: 1 to 64. Memory is this many times 8 MiB, and for a stream of larger parts this
   * many of them; larger parts of a file are not held in memory, and where parts are read while they are sent, 2 MiB of each.
   * Default: 6.
   */
  readonly mostInFlight?: number;
  /** Told of what happens besides the progress. Default: nobody. */
  readonly onEvent?: (event: UploadEvent) => void;
}

/** Options of {@link upload}. */
export interface UploadOptions extends StreamUploadOptions {
  /**
   * Folder for the journal of an upload in parts, by which the next one of the same file to the same object goes on where
   * this one stopped. Default: none is kept, and an upload that fails is aborted.
   */
  readonly journalFolder?: string;
}

const MOST_IN_FLIGHT = { default: 6, most: 64 } as const;

/**
 * Uploads a file with a lease: in one PUT up to 16 MiB, in parts beyond.
 *
 * @param file Path of a regular file of at most 10,000 times 5 GiB.
 * @throws KeyleaseError `LeaseExpired` and `LeaseScopeExceeded` before any call, and as `putObject`, `ArgumentInvalid`
 *   also where the lease is for several objects and none was named; `FileChanged`, `UploadBusy` and `StateUnwritable` for an upload in parts. An abort rejects with the signal's reason.
 */
export function upload(file: string, lease: Lease, options: UploadOptions = {}): Promise<UploadedObject> {
  return withLease(lease, options, (use) => uploadFile(file, use, options));
}

/**
 * Uploads a stream of unknown length with a lease: in one PUT where it fits into one part, in parts otherwise. What fails
 * is aborted: a stream cannot be read again. At most about 350 GiB, or 10,000 parts
 * of the size that is asked for.
 *
 * @param stream Bytes, such as standard input. It is destroyed by an abort.
 * @throws KeyleaseError as {@link upload}, without what files and journals may fail with.
 */
export function uploadStream(
  stream: Readable,
  lease: Lease,
  options: StreamUploadOptions = {},
): Promise<UploadedObject> {
  return withLease(lease, options, ({ connection, bucket, key, method, mostInFlight, onEvent }) =>
    uploadFromStream({
      connection,
      stream,
      bucket,
      key,
      headers: uploadHeaders(lease.scope, { ...options, file: key }),
      method,
      partBytes: options.partBytes,
      mostInFlight,
      retry: options.retry ?? PATIENT_RETRY,
      onProgress: options.onProgress ?? (() => {}),
      onEvent,
      signal: options.signal,
    }),
  );
}

/** A lease that is ready to be uploaded with. */
export interface LeasedUse {
  readonly lease: Lease;
  readonly connection: Connection;
  readonly bucket: string;
  readonly key: string;
  readonly method: ChecksumMethod;
  readonly clock: Clock;
  readonly mostInFlight: number;
  readonly onEvent: (event: UploadEvent) => void;
  /** What parts are read into, shared with uploads before and after. Default: memory of its own. */
  readonly pool?: Buffer[];
  /** Whether one PUT is sent again where its bytes were spoilt on the way, as parts are. Default: it is not. */
  readonly resendsSpoilt?: boolean;
  /** Told of every attempt at one PUT that fails. Default: nobody. */
  readonly onFailedAttempt?: (error: unknown) => void;
}

/** Checks that the lease serves, and lends connections that sign with it and with those that follow it. */
async function withLease<T>(
  lease: Lease,
  options: StreamUploadOptions,
  work: (use: LeasedUse) => Promise<T>,
): Promise<T> {
  const { target, clock = systemClock, mostInFlight = MOST_IN_FLIGHT.default } = options;
  const { bucket, key } = target ?? onlyObject(lease);
  const use: IntendedUse = { bucket, key, actions: actionsFor(options) };
  checkAlive(lease, clock);
  checkCovers(lease, use);
  checkMostInFlight(mostInFlight);
  options.signal?.throwIfAborted();
  const method = await checksumMethod(options.checksum);
  const onEvent = options.onEvent ?? (() => {});
  const inUse = new LeaseInUse(lease, {
    clock,
    use,
    renew: options.renew,
    onRenewed: ({ id, credentials }) => onEvent({ event: "renewed", leaseId: id, expiresAt: credentials.expiration }),
    onRenewalFailed: (error, { credentials }) => {
      if (options.signal?.aborted) return;
      onEvent({ event: "renewal-failed", reason: reasonOf(error), expiresAt: credentials.expiration });
    },
  });
  const connection = connect({ ...options, bucket, key, region: lease.region, endpoint: lease.endpoints.s3 }, inUse);
  try {
    return await work({ lease, connection, bucket, key, method, clock, mostInFlight, onEvent });
  } finally {
    connection.close();
  }
}

/** Uploads one file of any size. */
export async function uploadFile(path: string, use: LeasedUse, options: UploadOptions): Promise<UploadedObject> {
  const { lease, connection, bucket, key, method } = use;
  const { handle, stats } = await openRegularFile(path);
  try {
    const headers = uploadHeaders(lease.scope, { ...options, file: path });
    const place = { file: await realpath(path), bucket, key };
    const endpoint = lease.endpoints.s3;
    return await withJournal({ ...place, endpoint, journalFolder: options.journalFolder }, async (journal) => {
      if (headers.inOnePut || stats.size <= (options.partBytes ?? SINGLE_PUT_BYTES)) {
        if (stats.size > MAX_PUT_BYTES) throw refuseParts();
        if (journal !== undefined) await abandon(connection, journal);
        const source = await sumUp(handle, { method, signal: options.signal });
        return putWhole({ ...options, ...use, headers: headers.put }, connection, source);
      }
      planParts(stats.size, options.partBytes);
      const { region, roleArn } = lease;
      return uploadInParts({
        ...use,
        file: handle,
        stats,
        target: {
          ...place,
          region,
          ...(endpoint === undefined ? {} : { endpoint }),
          ...(roleArn === undefined ? {} : { roleArn }),
        },
        headers,
        journal,
        partBytes: options.partBytes,
        retry: options.retry ?? PATIENT_RETRY,
        onProgress: options.onProgress ?? (() => {}),
        signal: options.signal,
      });
    });
  } finally {
    await handle.close();
  }
}

/** The text of an error that is not our own may hold anything. */
export function reasonOf(error: unknown): string {
  return error instanceof KeyleaseError ? error.message : "something unexpected happened";
}

/** What a lease must grant for an upload. */
export function actionsFor({ acl, tags }: Pick<TransferOptions, "acl" | "tags">): readonly ScopeAction[] {
  const actions: ScopeAction[] = ["upload"];
  if (acl !== undefined) actions.push("acl");
  if (tags !== undefined) actions.push("tagging");
  return actions;
}

/**
 * Checks how many parts are to be on the way.
 *
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export function checkMostInFlight(parts: number): void {
  if (Number.isInteger(parts) && parts >= 1 && parts <= MOST_IN_FLIGHT.most) return;
  throw new KeyleaseError("ArgumentInvalid", `\`${parts}\` parts cannot be in flight`, {
    hint: `Choose 1 to ${MOST_IN_FLIGHT.most}.`,
  });
}
