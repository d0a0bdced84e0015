import { realpath, stat } from "node:fs/promises";
import { KeyleaseError } from "../../core/index.ts";
import { type Lease, onlyObject } from "../../lease/index.ts";
import {
  checkUploadable,
  findUnfinished,
  isPublic,
  type StreamUploadOptions,
  type UnfinishedUpload,
  type UploadEvent,
  type UploadedObject,
  upload,
  uploadStream,
} from "../../upload/index.ts";
import { byteSize } from "../byte-size.ts";
import { configuredVariant } from "../configured-variant.ts";
import type { CommandContext } from "../context.ts";
import { describeLease } from "../lease-notes.ts";
import { describeTimeShort, LeaseTime, timeNeeded } from "../lease-time.ts";
import { leaseWay, type ObtainedLease } from "../lease-ways.ts";
import { objectOptions } from "../object-options.ts";
import type { Output } from "../output.ts";
import { isForMany, type ManyInput } from "../put/many-input.ts";
import { targetOf } from "../put-target.ts";
import { uploadsFolder } from "../state-folder.ts";
import { transferOptions } from "../transfer-options.ts";
import { progressOf } from "../upload-progress.ts";
import { whereItIs } from "../where-it-is.ts";

/** What `keylease put` is told. */
export interface PutInput extends ManyInput {
  /** `false` where nobody is to ask whether the object is public. */
  readonly publicCheck?: boolean;
}

/** What one file, or standard input, is uploaded with. */
interface PutOneInput extends Omit<PutInput, "files"> {
  /** A path; `-` is standard input. */
  readonly file: string;
}

/** Uploads a file, standard input, or several files and folders. */
export async function run(input: PutInput, context: CommandContext): Promise<undefined> {
  const { files, ...rest } = input;
  const [file, ...others] = files;
  if (file === undefined) {
    throw new KeyleaseError("ArgumentInvalid", "no file was named", { hint: "Name it before the place it goes to." });
  }
  const misplaced = others.find((word) => word.startsWith("s3://"));
  if (misplaced !== undefined) {
    throw new KeyleaseError("ArgumentInvalid", `\`${misplaced}\` stands among the files`, {
      hint: "Name all files first, and then the one place that they go to.",
    });
  }
  if (others.length === 0 && !isForMany(input)) return putOne({ ...rest, file }, context);
  // Loaded only here: one file needs nothing of it.
  const { putMany } = await import("../put/put-many.ts");
  return putMany(input, context);
}

async function putOne(input: PutOneInput, context: CommandContext): Promise<undefined> {
  const { output, signal } = context;
  const target = targetOf(input);
  const options = {
    ...objectOptions(input),
    ...transferOptions(input),
    ...configuredVariant("s3", context.environment),
  };
  const isStream = input.file === "-";
  if (isStream && input.lease === "-") {
    throw new KeyleaseError("ArgumentInvalid", "both the bytes and the lease were to come from standard input", {
      hint: "Give one of them as a file.",
    });
  }
  const obtain = leaseWay(input, { target, options }, context);
  // Before a lease is taken, so that none is taken for a file that is not there.
  if (!isStream) await checkUploadable(input.file);
  const { lease, renewal, renew, note } = await obtain();
  if (input.verbose) output.note(describeLease(lease, new Date()));
  const isTalkative = !input.quiet && !input.json;
  if (isTalkative && note !== undefined) output.note(note);
  const transfer: StreamUploadOptions = {
    ...options,
    ...(target === undefined ? {} : { target }),
    ...(renew === undefined ? {} : { renew }),
    ...listeners(input, { lease, renewal }, output),
    signal,
  };
  if (isTalkative && !isStream) await tellTimeNeeded(input.file, { lease, renewal }, output);
  const uploaded = isStream
    ? await uploadStream(context.inputStream(), lease, transfer)
    : await uploadFile(input, { lease, transfer }, context);
  const isOpen = input.quiet || input.publicCheck === false ? undefined : await isPublic(uploaded.url, { signal });
  output.status("");
  tellResult(input, { uploaded, lease, isPublic: isOpen }, output);
}

/** Uploads a file, and says what is kept of an upload that stops on its way. */
async function uploadFile(
  input: PutOneInput,
  { lease, transfer }: { readonly lease: Lease; readonly transfer: StreamUploadOptions },
  { output, environment, signal }: CommandContext,
): Promise<UploadedObject> {
  const journalFolder = uploadsFolder(environment);
  try {
    return await upload(input.file, lease, { ...transfer, journalFolder });
  } catch (error) {
    const { bucket, key } = transfer.target ?? onlyObject(lease);
    const file = await realpath(input.file).catch(() => input.file);
    const kept = await findUnfinished({ journalFolder, file, bucket, key, endpoint: lease.endpoints.s3 });
    if (kept === undefined || kept.isRunning) throw error;
    output.status("");
    if (signal.aborted) throw stopped(kept);
    if (input.json) output.note(JSON.stringify({ event: "kept", ...keptFacts(kept) }));
    else output.note(`${keptText(kept)}: ${RESUME} ${giveUpText(kept)}`);
    throw error;
  }
}

const RESUME = "run the same command again to go on.";

function stopped(kept: UnfinishedUpload): KeyleaseError {
  return new KeyleaseError("Interrupted", `stopped; ${keptText(kept)}`, {
    hint: `R${RESUME.slice(1)} ${giveUpText(kept)}`,
    facts: keptFacts(kept),
  });
}

function keptText({ confirmedBytes, sizeBytes }: UnfinishedUpload): string {
  return `${byteSize(confirmedBytes)} of ${byteSize(sizeBytes)} are confirmed and kept`;
}

function giveUpText({ id }: UnfinishedUpload): string {
  return `To give it up: keylease uploads abort ${id}`;
}

function keptFacts({ id, confirmedBytes, sizeBytes }: UnfinishedUpload): Record<string, string | number> {
  return { uploadId: id, confirmedBytes, totalBytes: sizeBytes };
}

/** What is told while an upload runs. */
function listeners(
  { file, quiet = false, json = false }: PutOneInput,
  { lease, renewal }: Pick<ObtainedLease, "lease" | "renewal">,
  output: Output,
): Required<Pick<StreamUploadOptions, "onProgress" | "onEvent">> {
  const tell = (event: object, text: string): void => {
    if (json) output.note(JSON.stringify(event));
    else if (!quiet) output.note(text);
  };
  const showProgress = progressOf({ file, quiet, json }, output);
  const time = new LeaseTime({
    expiresAt: lease.credentials.expiration,
    renewal,
    isStream: file === "-",
    tell: (short) => tell({ event: "time-short", ...short }, describeTimeShort(short, renewal)),
  });
  return {
    onProgress: (progress) => {
      showProgress(progress);
      time.onProgress(progress);
    },
    onEvent: (event) => {
      time.onEvent(event);
      tell(event, describeEvent(event, lease));
    },
  };
}

async function tellTimeNeeded(
  file: string,
  { lease, renewal }: Pick<ObtainedLease, "lease" | "renewal">,
  output: Output,
): Promise<void> {
  const { size: sizeBytes } = await stat(file);
  const text = timeNeeded(lease, renewal, { sizeBytes, now: new Date() });
  if (text !== undefined) output.note(text);
}

function describeEvent(event: UploadEvent, lease: Lease): string {
  switch (event.event) {
    case "resumed":
      return `going on: ${byteSize(event.confirmedBytes)} of ${byteSize(event.totalBytes)} are there already`;
    case "restarted":
      return "the file or its settings changed since the last attempt: that one was aborted, and all is sent anew";
    case "discarded":
      return `standard input cannot be read again, so nothing is kept of this upload: send it from its start${event.isAborted ? "" : `. S3 could not be told, and keeps the parts of the upload ${event.uploadId}`}`;
    case "renewed":
      return lease.isScopeKnown === false
        ? `took other credentials, which live until ${event.expiresAt.toISOString()}`
        : `took lease ${event.leaseId}, which lives until ${event.expiresAt.toISOString()}`;
    case "renewal-failed":
      return `the lease could not be renewed: ${event.reason}; it lives until ${event.expiresAt.toISOString()}, and is tried again in a minute`;
  }
}

/** What has come of an upload. */
interface PutResult {
  readonly uploaded: UploadedObject;
  readonly lease: Lease;
  /** `undefined` where it is not known. */
  readonly isPublic: boolean | undefined;
}

function tellResult(input: PutOneInput, { uploaded, lease, isPublic }: PutResult, output: Output): void {
  if (input.json) {
    const leaseId = lease.isScopeKnown === false ? {} : { leaseId: lease.id };
    output.json({ ...uploaded, ...leaseId, ...(isPublic === undefined ? {} : { isPublic }) });
    return;
  }
  const { bucket, key, sizeBytes, url } = uploaded;
  const what = input.file === "-" ? "standard input" : input.file;
  output.line(`uploaded ${what} to s3://${bucket}/${key} (${sizeBytes} bytes, verified)`);
  const where = input.quiet ? [url] : whereItIs(uploaded, isPublic, lease);
  for (const line of where) output.line(line);
}
