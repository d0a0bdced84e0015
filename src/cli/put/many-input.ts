import { KeyleaseError } from "../../core/index.ts";
import { parsePrefix } from "../../lease/index.ts";
import type { Filter } from "../../upload/index.ts";
import type { LeaseWayInput } from "../lease-ways.ts";
import type { ObjectOptions } from "../object-options.ts";
import { type Target, type TargetInput, targetOf } from "../put-target.ts";
import type { TransferInput } from "../transfer-options.ts";

/** What `keylease put` is told that is for several files. */
export interface ManyOptions {
  readonly recursive?: boolean;
  /** Of `--include` and `--exclude`, in their order. */
  readonly filters?: readonly Filter[];
  /** `false` where links are not to be followed. */
  readonly followSymlinks?: boolean;
  readonly sync?: boolean;
  readonly dryRun?: boolean;
  /** A whole number. */
  readonly filesInFlight?: string;
  /** A whole number. */
  readonly senderThreads?: string;
  /** Takes a lease for the prefix also where files are named. */
  readonly leasePrefix?: boolean;
}

/** What `keylease put` is told of several files, or of one that is not simply sent. */
export interface ManyInput extends LeaseWayInput, TargetInput, ObjectOptions, TransferInput, ManyOptions {
  /** Paths, at least one. */
  readonly files: readonly string[];
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** Where files go: below a prefix, or one file to one object. */
export type Destination =
  | { readonly bucket: string; readonly prefix: string }
  | (Target & { readonly prefix?: undefined });

/** Whether the command line is about more than one file that is simply sent to one object. */
export function isForMany({ files, recursive, filters = [], sync, dryRun, ...rest }: ManyInput): boolean {
  if (files.length > 1 || recursive || sync || dryRun || filters.length > 0) return true;
  return namesPrefix(rest);
}

/** A target that ends in a slash, or that is a bucket alone. */
function namesPrefix({ target, s3ObjectKey }: TargetInput): boolean {
  if (target !== undefined) return /^s3:\/\/[^/]*$/.test(target) || target.endsWith("/");
  return s3ObjectKey?.endsWith("/") ?? false;
}

/**
 * Where the command line says that files go; `undefined` where it does not.
 *
 * @throws KeyleaseError `ArgumentInvalid` where several files were to go to one object, else as `parsePrefix`.
 */
export function destinationOf(input: ManyInput): Destination | undefined {
  const { files, recursive } = input;
  if (namesPrefix(input)) return prefixOf(input);
  const target = targetOf(input);
  if (target === undefined || (files.length === 1 && !recursive)) return target;
  const { bucket, key } = target;
  throw new KeyleaseError("ArgumentInvalid", `several files cannot become the one object \`s3://${bucket}/${key}\``, {
    hint: `Name a prefix, which ends in a slash: \`s3://${bucket}/${key}/\`.`,
  });
}

function prefixOf({ target, bucket, backet = bucket, s3ObjectKey }: TargetInput): Destination {
  const named = parsePrefix(target ?? `s3://${backet ?? ""}/${s3ObjectKey ?? ""}`);
  if (target === undefined || (s3ObjectKey === undefined && (backet ?? named.bucket) === named.bucket)) return named;
  throw new KeyleaseError("ArgumentInvalid", "the target was given twice, and not as the same", {
    hint: "Give s3://BUCKET/PREFIX/ alone.",
  });
}
