import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import type { Clock } from "../../core/index.ts";
import type { ChecksumMethod } from "../checksum/checksum.ts";
import type { Connection } from "../connection.ts";
import { isTransient } from "../failure.ts";
import { Journal, type JournalStart, readJournal, removeJournal } from "../journal/journal.ts";
import { type PartPlan, planParts, preferredPartBytes } from "../plan.ts";
import type { Progress, UploadedObject } from "../put-object.ts";
import { type RetryPolicy, retrying } from "../retry.ts";
import type { UploadHeaders } from "../upload-headers.ts";
import { abortUpload, type ConfirmedPart, createUpload, isGone } from "./calls.ts";
import { completeUpload } from "./complete.ts";
import { FileSource } from "./file-source.ts";
import { fileChanged } from "./part-bytes.ts";
import { findConfirmed } from "./resume.ts";
import { canTrail } from "./trailing-sum.ts";
import { transferParts } from "./transfer.ts";

/** What happens to an upload besides its progress. */
export type UploadEvent =
  /** Parts that were confirmed before are not sent again. */
  | { readonly event: "resumed"; readonly confirmedBytes: number; readonly totalBytes: number }
  /** The file, or what the object is to be, is not what it was: the old upload was aborted. */
  | { readonly event: "restarted" }
  /** A stream cannot be read again: nothing is kept of its upload. Whether S3 was told to drop the parts that it has. */
  | { readonly event: "discarded"; readonly uploadId: string; readonly isAborted: boolean }
  /** Another lease took the place of one that ends. */
  | { readonly event: "renewed"; readonly leaseId: string; readonly expiresAt: Date }
  /** No other lease could be had. This one lives until `expiresAt` and is used on; it is tried again in a minute. */
  | { readonly event: "renewal-failed"; readonly reason: string; readonly expiresAt: Date };

/** A file that is to be uploaded in parts. */
export interface FileUpload {
  readonly connection: Connection;
  readonly file: FileHandle;
  readonly stats: Stats;
  readonly target: Omit<
    JournalStart,
    "version" | "uploadId" | "sizeBytes" | "partBytes" | "checksum" | "settings" | "startedAt"
  >;
  readonly headers: UploadHeaders;
  readonly method: ChecksumMethod;
  /** Path of the journal. `undefined`: none is kept, and an upload that fails is aborted. */
  readonly journal: string | undefined;
  readonly partBytes: number | undefined;
  readonly mostInFlight: number;
  /** What parts are read into, shared with uploads before and after. Default: memory of its own. */
  readonly pool?: Buffer[];
  readonly retry: RetryPolicy;
  readonly clock: Clock;
  readonly onProgress: (progress: Progress) => void;
  readonly onEvent: (event: UploadEvent) => void;
  readonly signal: AbortSignal | undefined;
}

/** An upload that S3 knows, with what it has of it. */
interface OpenUpload {
  readonly start: JournalStart;
  readonly plan: PartPlan;
  readonly parts: Map<number, ConfirmedPart>;
  /** Whether all parts were there before this process: then it may have been completed already. */
  readonly isRepeated: boolean;
  /** The parts that are to be sent. */
  readonly source: FileSource;
  /** What the first of them is read into, where that has begun. */
  readonly memory?: Buffer;
}

/** Uploads a file in parts, or what is missing of it. */
export async function uploadInParts(upload: FileUpload): Promise<UploadedObject> {
  const resumed = await takeUp(upload);
  if (resumed === undefined) return carryOut(upload, await begin(upload));
  try {
    return await carryOut(upload, resumed);
  } catch (error) {
    if (!isGone(error) || upload.journal === undefined) throw error;
    // Somebody, or a lifecycle rule, has aborted it in the meantime.
    await removeJournal(upload.journal);
    upload.onEvent({ event: "restarted" });
    return carryOut(upload, await begin(upload));
  }
}

async function carryOut(upload: FileUpload, open: OpenUpload): Promise<UploadedObject> {
  let journal: Journal | undefined;
  try {
    if (upload.journal !== undefined) journal = await Journal.begin(upload.journal, open);
    return await sendAndComplete(upload, open, journal);
  } catch (error) {
    if (journal === undefined) await giveUp(upload.connection, open.start.uploadId);
    throw error;
  } finally {
    await journal?.close();
  }
}

/** Aborts what a journal tells of, and forgets it. */
export async function abandon(connection: Connection, journal: string): Promise<boolean> {
  const content = await readJournal(journal);
  if (content === undefined) return false;
  await abortUpload(connection, content.start.uploadId);
  await removeJournal(journal);
  return true;
}

/** Goes on with the upload of the journal, where there is one of the same file and settings. */
async function takeUp(upload: FileUpload): Promise<OpenUpload | undefined> {
  const { connection, file, method, retry, signal } = upload;
  const journal = upload.journal === undefined ? undefined : await readJournal(upload.journal);
  if (upload.journal === undefined || journal === undefined) return undefined;
  const { start } = journal;
  const plan = planParts(upload.stats.size, start.partBytes);
  const isSame =
    start.sizeBytes === plan.sizeBytes &&
    start.partBytes === plan.partBytes &&
    start.checksum === method.algorithm &&
    start.settings === settingsOf(upload);
  const confirmed = isSame
    ? await findConfirmed({ connection, file, plan, journal, method, retry, signal })
    : undefined;
  if (confirmed === undefined) {
    await abandon(connection, upload.journal);
    upload.onEvent({ event: "restarted" });
    return undefined;
  }
  const confirmedBytes = confirmed.reduce((sum, part) => sum + part.sizeBytes, 0);
  upload.onEvent({ event: "resumed", confirmedBytes, totalBytes: plan.sizeBytes });
  const isRepeated = confirmed.length === plan.partCount;
  const parts = new Map(confirmed.map((part) => [part.number, part]));
  return { start, plan, parts, isRepeated, source: sourceOf(upload, plan, new Set(parts.keys())) };
}

function sourceOf(upload: FileUpload, plan: PartPlan, confirmed: ReadonlySet<number>): FileSource {
  const { file, method } = upload;
  return new FileSource({ file, method, passes: passes(upload) }, plan, confirmed);
}

/** Whether parts are read while they are sent. */
function passes({ method, connection }: FileUpload): boolean {
  return connection.takesTrailers && !connection.signsBodies && canTrail(method);
}

async function begin(upload: FileUpload): Promise<OpenUpload> {
  const { connection, headers, method, retry, signal, target, clock } = upload;
  const { size } = upload.stats;
  const plan = planParts(size, upload.partBytes ?? preferredPartBytes(size, !passes(upload)));
  const source = sourceOf(upload, plan, new Set());
  // It is read while S3 is asked for the upload.
  const memory = source.readAhead(upload.pool);
  const uploadId = await retrying(() => createUpload(connection, headers.create, method), {
    policy: retry,
    isTransient,
    signal,
  });
  const { sizeBytes, partBytes } = plan;
  const startedAt = clock.now().toISOString();
  const settings = settingsOf(upload);
  const checksum = method.algorithm;
  const start = { version: 1 as const, uploadId, ...target, sizeBytes, partBytes, checksum, settings, startedAt };
  return { start, plan, parts: new Map(), isRepeated: false, source, memory };
}

async function sendAndComplete(
  upload: FileUpload,
  { start, plan, parts, isRepeated, source, memory }: OpenUpload,
  journal: Journal | undefined,
): Promise<UploadedObject> {
  const { connection, method, retry, signal, onProgress } = upload;
  const { uploadId, bucket, key } = start;
  const totalBytes = plan.sizeBytes;
  const resumedBytes = [...parts.values()].reduce((sum, part) => sum + part.sizeBytes, 0);
  onProgress({ sentBytes: resumedBytes, totalBytes });
  await transferParts({
    connection,
    uploadId,
    algorithm: method.algorithm,
    source,
    ...(memory === undefined ? {} : { memory }),
    mostInFlight: upload.mostInFlight,
    pool: upload.pool,
    retry,
    signal,
    onProgress: (sentBytes) => onProgress({ sentBytes: resumedBytes + sentBytes, totalBytes }),
    onConfirmed: async (part) => {
      parts.set(part.number, part);
      await journal?.confirm(part);
    },
  });
  await checkUnchanged(upload);
  const { complete: headers } = upload.headers;
  const completion = { uploadId, parts: [...parts.values()], method, headers, isRepeated, retry, signal };
  const completed = await completeUpload(connection, completion);
  if (upload.journal !== undefined) await removeJournal(upload.journal);
  return { bucket, key, ...completed, sizeBytes: totalBytes, url: connection.address.url };
}

/** Bytes of two versions of a file would make an object that never was a file. */
async function checkUnchanged({ file, stats }: FileUpload): Promise<void> {
  const now = await file.stat();
  if (now.size !== stats.size) throw fileChanged("it has another size");
  if (now.mtimeMs !== stats.mtimeMs) throw fileChanged("it was written to");
}

/**
 * Nothing is left behind that nobody could go on with; the error that led here is the one to tell.
 *
 * @returns Whether S3 dropped it.
 */
export function giveUp(connection: Connection, uploadId: string): Promise<boolean> {
  return abortUpload(connection, uploadId, AbortSignal.timeout(10_000)).then(
    () => true,
    () => false,
  );
}

function settingsOf({ headers }: FileUpload): string {
  const sorted = Object.entries({ ...headers.create, ...headers.complete }).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
}
