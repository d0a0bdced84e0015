import { availableParallelism } from "node:os";
import { KeyleaseError } from "../../../core/index.ts";
import type { Lease } from "../../../lease/index.ts";
import { PATIENT_RETRY } from "../../multipart/transfer.ts";
import { IDLE_MILLISECONDS } from "../../put-object.ts";
import type { UploadOptions } from "../../upload.ts";
import type { LeaseSource } from "../leases-in-use.ts";
import { placeOf, type TargetPrefix } from "../target-prefix.ts";
import { KeptErrors } from "./error-data.ts";
import type { ThreadUse } from "./lanes.ts";
import { LeaseDesk } from "./lease-desk.ts";
import type { ThreadOptions } from "./messages.ts";

const MOST_THREADS = { default: 2, most: 16 } as const;

/** A thread costs as much CPU time at its start, and until its code is compiled, as several hundred files. */
const LEAST_WAITING = 3_000;

/** How threads are started. */
export interface ThreadStart extends Pick<ThreadUse, "leastWaiting" | "isEager" | "most"> {
  /** The file that they run. Default: the one that is beside this. */
  readonly program?: URL;
}

/**
 * How they are started where nobody wants it otherwise. One processor is left for what V8 compiles for them and for the kernel:
 * on two, a thread was measured to cost as much as it gains.
 */
export function threadStart(most?: number): ThreadStart {
  const spare = Math.max(0, Math.min(availableParallelism() - 2, MOST_THREADS.default));
  return { most: most ?? spare, leastWaiting: LEAST_WAITING, isEager: false };
}

/**
 * Checks how many threads are to send.
 *
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export function checkSenderThreads(threads: number | undefined): void {
  const { most } = MOST_THREADS;
  if (threads === undefined || (Number.isInteger(threads) && threads >= 0 && threads <= most)) return;
  throw new KeyleaseError("ArgumentInvalid", `\`${threads}\` threads cannot send`, { hint: `Choose 0 to ${most}.` });
}

/** An upload that threads are to help with. */
export interface ThreadedUse {
  readonly leases: readonly Lease[];
  readonly target: TargetPrefix;
  readonly options: ThreadOptions &
    Pick<UploadOptions, "clock" | "retry"> & { readonly dryRun?: boolean; readonly renew?: unknown };
  readonly start: ThreadStart;
}

/** What threads are to be given; `undefined` where there are to be none. */
export function threadUse(
  { leases, target, options, start }: ThreadedUse,
  { leasesInUse, signal }: { readonly leasesInUse: LeaseSource; readonly signal: AbortSignal },
): ThreadUse | undefined {
  const { clock, dryRun, renew, idleMilliseconds = IDLE_MILLISECONDS, retry = PATIENT_RETRY } = options;
  const program = start.program ?? programBeside();
  // A clock of the caller's own does not cross to threads; a dry run sends nothing.
  if (start.most === 0 || clock !== undefined || dryRun === true || program === undefined) return undefined;
  const { bucket } = target;
  const errors = new KeptErrors();
  return {
    ...start,
    program,
    thread: {
      bucket,
      ...placeOf(leases),
      leases,
      isRenewed: renew !== undefined,
      idleMilliseconds,
      retry,
      options: plainOptions(options),
    },
    desk: new LeaseDesk({ bucket, leases }, leasesInUse, errors),
    errors,
    signal,
  };
}

/** In the bundle of the command line both are in one folder. Elsewhere there may be none, or no way to tell. */
function programBeside(): URL | undefined {
  try {
    return new URL("./sender-thread.js", import.meta.url);
  } catch {
    return undefined;
  }
}

/** What objects are to be: all that is text, numbers and the like. */
function plainOptions(options: ThreadOptions): ThreadOptions {
  const { acl, metadata, tags, cacheControl, contentType, contentDisposition, contentEncoding } = options;
  const { storageClass, serverSideEncryption, kmsKeyId, checksum, partBytes } = options;
  const { useDualstackEndpoint, useFipsEndpoint } = options;
  const given = {
    ...{ acl, metadata, tags, cacheControl, contentType, contentDisposition, contentEncoding },
    ...{ storageClass, serverSideEncryption, kmsKeyId, checksum, partBytes },
    ...{ useDualstackEndpoint, useFipsEndpoint },
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
