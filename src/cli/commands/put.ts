import { realpath, stat } from "node:fs/promises";
import { KeyleaseError } from "../../core/index.ts";
import { type Lease, onlyObject } from "../../lease/index.ts";
import {
  checkUploadable,
  findUnfinished,
  type StreamUploadOptions,
  type UnfinishedUpload,
  type UploadEvent,
  type UploadedObject,
  upload,
  uploadStream,
} from "../../upload/index.ts";
import { byteSize, timeSpan } from "../byte-size.ts";
import { configuredVariant } from "../configured-variant.ts";
import type { CommandContext } from "../context.ts";
import { describeLease } from "../lease-notes.ts";
import { type LeaseSourceInput, leaseReader, leaseTaker } from "../lease-source.ts";
import { type ObjectOptions, objectOptions } from "../object-options.ts";
import type { Output } from "../output.ts";
import { type TargetInput, targetOf } from "../put-target.ts";
import { uploadsFolder } from "../state-folder.ts";
import { type TransferInput, transferOptions } from "../transfer-options.ts";
import { progressOf } from "../upload-progress.ts";

/** What `keylease put` is told. */
export interface PutInput extends LeaseSourceInput, TargetInput, ObjectOptions, TransferInput {
  /** A path; `-` is standard input. */
  readonly file: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** Uploads a file, or standard input. */
export async function run(input: PutInput, context: CommandContext): Promise<undefined> {
  const { output } = context;
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
  const obtainLease =
    input.lease === undefined
      ? leaseTaker(input, { target, options }, context)
      : leaseReader(input.lease, { target, readInput: context.readInput });
  // Before a lease is taken, so that none is taken for a file that is not there.
  if (!isStream) await checkUploadable(input.file);
  const lease = await obtainLease();
  if (input.verbose) output.note(describeLease(lease, new Date()));
  const transfer: StreamUploadOptions = {
    ...options,
    ...(target === undefined ? {} : { target }),
    // A code of an MFA device is good once.
    ...(input.lease === undefined && input.mfaCode === undefined ? { renew: obtainLease } : {}),
    onProgress: progressOf({ file: input.file, quiet: input.quiet === true, json: input.json === true }, output),
    onEvent: eventTeller(input, output),
    signal: context.signal,
  };
  const uploaded = isStream
    ? await uploadStream(context.inputStream(), lease, transfer)
    : await uploadFile(input, { lease, transfer }, context);
  output.status("");
  tellResult(input, { ...uploaded, leaseId: lease.id }, output);
}

/** Uploads a file, and says what is kept of an upload that stops on its way. */
async function uploadFile(
  input: PutInput,
  { lease, transfer }: { readonly lease: Lease; readonly transfer: StreamUploadOptions },
  { output, environment, signal }: CommandContext,
): Promise<UploadedObject> {
  const journalFolder = uploadsFolder(environment);
  if (transfer.renew === undefined) await tellTimeLeft(input, lease, output);
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

/** Without a way to another lease the time must suffice, or what is missing is sent with the next one. */
async function tellTimeLeft(input: PutInput, { credentials }: Lease, output: Output): Promise<void> {
  const { size } = await stat(input.file);
  const secondsLeft = (credentials.expiration.getTime() - Date.now()) / 1000;
  const needed = size / Math.max(1, secondsLeft);
  if (input.quiet || input.json || needed < WORTH_TELLING_BYTES_PER_SECOND) return;
  output.note(
    `the lease lives another ${timeSpan(secondsLeft)} and cannot be renewed from here: that suffices from ${byteSize(needed)}/s on; ` +
      "what is not sent by then can be sent with another lease",
  );
}

/** Slower than any link that one would upload over. */
const WORTH_TELLING_BYTES_PER_SECOND = 256 * 1024;

function eventTeller(input: PutInput, output: Output): (event: UploadEvent) => void {
  return (event) => {
    if (input.json) output.note(JSON.stringify(event));
    else if (!input.quiet) output.note(describeEvent(event));
  };
}

function describeEvent(event: UploadEvent): string {
  switch (event.event) {
    case "resumed":
      return `going on: ${byteSize(event.confirmedBytes)} of ${byteSize(event.totalBytes)} are there already`;
    case "restarted":
      return "the file or its settings changed since the last attempt: that one was aborted, and all is sent anew";
    case "discarded":
      return `standard input cannot be read again, so nothing is kept of this upload: send it from its start${event.isAborted ? "" : `. S3 could not be told, and keeps the parts of the upload ${event.uploadId}`}`;
    case "renewed":
      return `took lease ${event.leaseId}, which lives until ${event.expiresAt.toISOString()}`;
  }
}

function tellResult(input: PutInput, uploaded: UploadedObject & { readonly leaseId: string }, output: Output): void {
  if (input.json) {
    output.json(uploaded);
    return;
  }
  const { bucket, key, sizeBytes, url } = uploaded;
  const what = input.file === "-" ? "standard input" : input.file;
  output.line(`uploaded ${what} to s3://${bucket}/${key} (${sizeBytes} bytes, verified)`);
  output.line(url);
}
