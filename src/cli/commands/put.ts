import { realpath, stat } from "node:fs/promises";
import { KeyleaseError } from "../../core/index.ts";
import { createLease, type Lease, leaseFor, onlyObject, parseLeases, parseObject } from "../../lease/index.ts";
import {
  checkUploadable,
  findUnfinished,
  type StreamUploadOptions,
  type TransferOptions,
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
import { leaseOptionsOf, type MintingInput } from "../minting.ts";
import { type ObjectOptions, objectOptions } from "../object-options.ts";
import type { Output } from "../output.ts";
import { readTextFile } from "../read-text.ts";
import { type ScopeInput, scopeLimitsOf } from "../scope-input.ts";
import { uploadsFolder } from "../state-folder.ts";
import { progressOf } from "../upload-progress.ts";

/** What `keylease put` is told. */
export interface PutInput extends MintingInput, ScopeInput, ObjectOptions {
  /** A path; `-` is standard input. */
  readonly file: string;
  /** `s3://BUCKET/KEY`. */
  readonly target?: string;
  readonly bucket?: string;
  /** The spelling of the article of 2014. */
  readonly backet?: string;
  readonly s3ObjectKey?: string;
  /** Path of a lease document; `-` is standard input. */
  readonly lease?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** An object by its names. */
interface Target {
  readonly bucket: string;
  readonly key: string;
}

/** Uploads a file, or standard input. */
export async function run(input: PutInput, context: CommandContext): Promise<undefined> {
  const { output } = context;
  const target = targetOf(input);
  const options = { ...objectOptions(input), ...configuredVariant("s3", context.environment) };
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

/** Checks what the command line must say to take a lease; gives what takes it. */
function leaseTaker(
  input: PutInput,
  { target, options }: { readonly target: Target | undefined; readonly options: TransferOptions },
  context: CommandContext,
): () => Promise<Lease> {
  if (target === undefined) {
    throw new KeyleaseError("ArgumentInvalid", "no object to upload to was named", {
      hint: "Name it as s3://BUCKET/KEY, or with --bucket and --s3-object-key.",
    });
  }
  if (input.roleArn === undefined && input.federate === undefined) {
    throw new KeyleaseError("ArgumentInvalid", "neither a role nor a lease was given", {
      hint: "Give --role-arn to take a lease for this upload, or --lease to use one.",
    });
  }
  const limits = scopeLimitsOf(input);
  const actions = [...limits.actions];
  if (options.acl !== undefined) actions.push("acl");
  if (options.tags !== undefined) actions.push("tagging");
  const leaseOptions = leaseOptionsOf(input, context);
  return () => createLease({ ...target, ...limits, actions }, leaseOptions);
}

/** Gives what reads the lease; of several in one document the one that is for the target. */
function leaseReader(
  path: string,
  { target, readInput }: { readonly target: Target | undefined; readonly readInput: CommandContext["readInput"] },
): () => Promise<Lease> {
  return async () => {
    const leases = parseLeases(path === "-" ? await readInput() : await readTextFile(path));
    const [lease] = leases;
    if (lease !== undefined && leases.length === 1) return lease;
    if (target !== undefined) return leaseFor(leases, target);
    throw new KeyleaseError("ArgumentInvalid", `there are ${leases.length} leases, and no object was named`, {
      hint: "Name the object to upload to, as s3://BUCKET/KEY.",
    });
  };
}

/** The object that the command line names, in either form; `undefined` where it names none. */
function targetOf(input: PutInput): Target | undefined {
  const bucket = agreed("bucket", input.bucket, input.backet);
  const key = input.s3ObjectKey;
  const named = input.target === undefined ? undefined : parseObject(input.target);
  if (named === undefined && bucket === undefined && key === undefined) return undefined;
  const target = { bucket: agreed("bucket", named?.bucket, bucket), key: agreed("key", named?.key, key) };
  if (target.bucket !== undefined && target.key !== undefined) return { bucket: target.bucket, key: target.key };
  throw new KeyleaseError("ArgumentInvalid", `a ${target.bucket === undefined ? "bucket" : "key"} is missing`, {
    hint: "Give both --bucket and --s3-object-key, or s3://BUCKET/KEY.",
  });
}

function agreed(what: string, first: string | undefined, second: string | undefined): string | undefined {
  if (first === undefined || second === undefined || first === second) return first ?? second;
  throw new KeyleaseError("ArgumentInvalid", `the ${what} was given as \`${first}\` and as \`${second}\``, {
    hint: "Give it once.",
  });
}
