import { KeyleaseError, parseDurationSeconds } from "../../core/index.ts";
import { createLease, type Lease, type LeaseOptions, parseLease, parseObject } from "../../lease/index.ts";
import { type CannedAcl, checkCannedAcl, checkUploadable, upload } from "../../upload/index.ts";
import type { CommandContext } from "../context.ts";
import { describeCaller, describeLease } from "../lease-notes.ts";
import { readTextFile } from "../read-text.ts";
import { progressOf } from "../upload-progress.ts";

/** What `keylease put` is told. */
export interface PutInput {
  readonly file: string;
  /** `s3://BUCKET/KEY`. */
  readonly target?: string;
  readonly bucket?: string;
  /** The spelling of the article of 2014. */
  readonly backet?: string;
  readonly s3ObjectKey?: string;
  readonly roleArn?: string;
  readonly externalId?: string;
  /** Path of a lease document; `-` is standard input. */
  readonly lease?: string;
  readonly region?: string;
  readonly acl?: string;
  readonly contentType?: string;
  /** Such as `15m`. */
  readonly duration: string;
  readonly endpointUrl?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** An object by its names. */
interface Target {
  readonly bucket: string;
  readonly key: string;
}

/** Uploads a file. */
export async function run(input: PutInput, context: CommandContext): Promise<undefined> {
  const { output, signal } = context;
  const acl = input.acl === undefined ? undefined : checkCannedAcl(input.acl);
  const target = targetOf(input);
  const obtainLease =
    input.lease === undefined ? leaseTaker(input, { target, acl }, context) : leaseReader(input.lease, context);
  // Before a lease is taken, so that none is taken for a file that is not there.
  await checkUploadable(input.file);
  const lease = await obtainLease();
  if (input.verbose) output.note(describeLease(lease, new Date()));
  const uploaded = await upload(input.file, lease, {
    ...(target === undefined ? {} : { target }),
    ...(acl === undefined ? {} : { acl }),
    ...(input.contentType === undefined ? {} : { contentType: input.contentType }),
    onProgress: progressOf(input.file, output),
    signal,
  });
  output.status("");
  if (input.json) {
    output.json({ ...uploaded, leaseId: lease.id });
    return;
  }
  output.line(
    `uploaded ${input.file} to s3://${uploaded.bucket}/${uploaded.key} (${uploaded.sizeBytes} bytes, verified)`,
  );
  output.line(uploaded.url);
}

/** Checks what the command line must say to take a lease; gives what takes it. */
function leaseTaker(
  input: PutInput,
  { target, acl }: { readonly target: Target | undefined; readonly acl: CannedAcl | undefined },
  { environment, output, signal }: CommandContext,
): () => Promise<Lease> {
  const { roleArn } = input;
  if (target === undefined) {
    throw new KeyleaseError("ArgumentInvalid", "no object to upload to was named", {
      hint: "Name it as s3://BUCKET/KEY, or with --bucket and --s3-object-key.",
    });
  }
  if (roleArn === undefined) {
    throw new KeyleaseError("ArgumentInvalid", "neither a role nor a lease was given", {
      hint: "Give --role-arn to take a lease for this upload, or --lease to use one.",
    });
  }
  const scope = { ...target, actions: acl === undefined ? (["upload"] as const) : (["upload", "acl"] as const) };
  const options: LeaseOptions = {
    roleArn,
    ...(input.externalId === undefined ? {} : { externalId: input.externalId }),
    durationSeconds: parseDurationSeconds(input.duration),
    ...(input.region === undefined ? {} : { region: input.region }),
    ...(input.endpointUrl === undefined ? {} : { endpointUrl: input.endpointUrl }),
    environment,
    signal,
    onCaller: (source) => {
      if (input.verbose) output.note(describeCaller(source));
    },
  };
  return () => createLease(scope, options);
}

function leaseReader(path: string, { readInput }: CommandContext): () => Promise<Lease> {
  return async () => parseLease(path === "-" ? await readInput() : await readTextFile(path));
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
