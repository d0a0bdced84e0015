import { KeyleaseError } from "../../core/index.ts";
import { createLease, type Lease, leaseFor, parseLeases, parseObject } from "../../lease/index.ts";
import { type CannedAcl, checkCannedAcl, checkUploadable, upload } from "../../upload/index.ts";
import type { CommandContext } from "../context.ts";
import { describeLease } from "../lease-notes.ts";
import { leaseOptionsOf, type MintingInput } from "../minting.ts";
import { readTextFile } from "../read-text.ts";
import { type ScopeInput, scopeLimitsOf } from "../scope-input.ts";
import { progressOf } from "../upload-progress.ts";

/** What `keylease put` is told. */
export interface PutInput extends MintingInput, ScopeInput {
  readonly file: string;
  /** `s3://BUCKET/KEY`. */
  readonly target?: string;
  readonly bucket?: string;
  /** The spelling of the article of 2014. */
  readonly backet?: string;
  readonly s3ObjectKey?: string;
  /** Path of a lease document; `-` is standard input. */
  readonly lease?: string;
  readonly acl?: string;
  readonly contentType?: string;
  readonly json?: boolean;
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
    input.lease === undefined
      ? leaseTaker(input, { target, acl }, context)
      : leaseReader(input.lease, { target, readInput: context.readInput });
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
  const scope = { ...target, ...limits, actions: [...limits.actions, ...(acl === undefined ? [] : ["acl"])] };
  const options = leaseOptionsOf(input, context);
  return () => createLease(scope, options);
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
