import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import type { Clock } from "../../core/index.ts";
import { crc32Text } from "../combine-crc.ts";
import type { Connection } from "../connection.ts";
import { isTransient } from "../failure.ts";
import { Journal, type JournalStart, readJournal, removeJournal } from "../journal/journal.ts";
import { type PartPlan, partOf, planParts } from "../plan.ts";
import type { Progress, UploadedObject } from "../put-object.ts";
import { type RetryPolicy, retrying } from "../retry.ts";
import type { UploadHeaders } from "../upload-headers.ts";
import { abortUpload, type ConfirmedPart, completeUpload, createUpload } from "./calls.ts";
import { BUFFERED_BYTES, fileChanged, readPart } from "./part-bytes.ts";
import { findConfirmed } from "./resume.ts";
import { type PartSource, transferParts } from "./transfer.ts";

/** What happens to an upload besides its progress. */
export type UploadEvent =
  /** Parts that were confirmed before are not sent again. */
  | { readonly event: "resumed"; readonly confirmedBytes: number; readonly totalBytes: number }
  /** The file, or what the object is to be, is not what it was: the old upload was aborted. */
  | { readonly event: "restarted" }
  /** Another lease took the place of one that ends. */
  | { readonly event: "renewed"; readonly leaseId: string; readonly expiresAt: Date }
  /** No other lease could be had. This one lives until `expiresAt` and is used on; it is tried again in a minute. */
  | { readonly event: "renewal-failed"; readonly reason: string; readonly expiresAt: Date };

/** A file that is to be uploaded in parts. */
export interface FileUpload {
  readonly connection: Connection;
  readonly file: FileHandle;
  readonly stats: Stats;
  readonly target: Omit<JournalStart, "version" | "uploadId" | "sizeBytes" | "partBytes" | "settings" | "startedAt">;
  readonly headers: UploadHeaders;
  /** Path of the journal. `undefined`: none is kept, and an upload that fails is aborted. */
  readonly journal: string | undefined;
  readonly partBytes: number | undefined;
  readonly mostInFlight: number;
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
}

/** Uploads a file in parts, or what is missing of it. */
export async function uploadInParts(upload: FileUpload): Promise<UploadedObject> {
  const open = (await takeUp(upload)) ?? (await begin(upload));
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
  const { connection, file, retry, signal } = upload;
  const journal = upload.journal === undefined ? undefined : await readJournal(upload.journal);
  if (upload.journal === undefined || journal === undefined) return undefined;
  const { start } = journal;
  const plan = planParts(upload.stats.size, start.partBytes);
  const isSame = start.sizeBytes === plan.sizeBytes && start.partBytes === plan.partBytes;
  const confirmed =
    isSame && start.settings === settingsOf(upload)
      ? await findConfirmed({ connection, file, plan, journal, retry, signal })
      : undefined;
  if (confirmed === undefined) {
    await abandon(connection, upload.journal);
    upload.onEvent({ event: "restarted" });
    return undefined;
  }
  const confirmedBytes = confirmed.reduce((sum, part) => sum + part.sizeBytes, 0);
  upload.onEvent({ event: "resumed", confirmedBytes, totalBytes: plan.sizeBytes });
  return { start, plan, parts: new Map(confirmed.map((part) => [part.number, part])) };
}

async function begin(upload: FileUpload): Promise<OpenUpload> {
  const { connection, headers, retry, signal, target, clock } = upload;
  const plan = planParts(upload.stats.size, upload.partBytes);
  const uploadId = await retrying(() => createUpload(connection, headers.create), {
    policy: retry,
    isTransient,
    signal,
  });
  const { sizeBytes, partBytes } = plan;
  const startedAt = clock.now().toISOString();
  const settings = settingsOf(upload);
  const start = { version: 1 as const, uploadId, ...target, sizeBytes, partBytes, settings, startedAt };
  return { start, plan, parts: new Map() };
}

async function sendAndComplete(
  upload: FileUpload,
  { start, plan, parts }: OpenUpload,
  journal: Journal | undefined,
): Promise<UploadedObject> {
  const { connection, retry, signal, onProgress } = upload;
  const { uploadId, bucket, key } = start;
  const totalBytes = plan.sizeBytes;
  const resumedBytes = [...parts.values()].reduce((sum, part) => sum + part.sizeBytes, 0);
  onProgress({ sentBytes: resumedBytes, totalBytes });
  await transferParts({
    connection,
    uploadId,
    source: missingParts(upload.file, plan, new Set(parts.keys())),
    mostInFlight: upload.mostInFlight,
    retry,
    signal,
    onProgress: (sentBytes) => onProgress({ sentBytes: resumedBytes + sentBytes, totalBytes }),
    onConfirmed: async (part) => {
      parts.set(part.number, part);
      await journal?.confirm(part);
    },
  });
  await checkUnchanged(upload);
  const all = [...parts.values()].sort((a, b) => a.number - b.number);
  const completion = { uploadId, parts: all, headers: upload.headers.complete };
  const completed = await retrying(() => completeUpload(connection, completion), {
    policy: retry,
    isTransient,
    signal,
  });
  if (upload.journal !== undefined) await removeJournal(upload.journal);
  const { etag, crc32, requestId } = completed;
  const { url } = connection.address;
  return { bucket, key, etag, checksumCrc32: crc32Text(crc32), sizeBytes: totalBytes, url, requestId };
}

/** The parts of a file that are not confirmed yet. Each is read when it is its turn, and several at the same time. */
function missingParts(file: FileHandle, plan: PartPlan, confirmed: ReadonlySet<number>): PartSource {
  let number = 0;
  return {
    memoryBytes: plan.partBytes <= BUFFERED_BYTES ? plan.partBytes : 0,
    next: async (memory) => {
      do number += 1;
      while (confirmed.has(number));
      return number > plan.partCount ? undefined : readPart(file, partOf(plan, number), memory);
    },
  };
}

/** Bytes of two versions of a file would make an object that never was a file. */
async function checkUnchanged({ file, stats }: FileUpload): Promise<void> {
  const now = await file.stat();
  if (now.size !== stats.size) throw fileChanged("it has another size");
  if (now.mtimeMs !== stats.mtimeMs) throw fileChanged("it was written to");
}

/** Nothing is left behind that nobody could go on with; the error that led here is the one to tell. */
export async function giveUp(connection: Connection, uploadId: string): Promise<void> {
  await abortUpload(connection, uploadId, AbortSignal.timeout(10_000)).catch(() => {});
}

function settingsOf({ headers }: FileUpload): string {
  const sorted = Object.entries({ ...headers.create, ...headers.complete }).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
}
