import { type Clock, KeyleaseError, systemClock } from "../../core/index.ts";
import { coversAll, type Lease, type ScopeAction } from "../../lease/index.ts";
import { checksumMethod } from "../checksum/methods.ts";
import { listUnfinished } from "../journal/unfinished.ts";
import { PATIENT_RETRY } from "../multipart/transfer.ts";
import type { UploadEvent } from "../multipart/upload-file.ts";
import { IDLE_MILLISECONDS } from "../put-object.ts";
import { stopSignal } from "../stop-signal.ts";
import { Transport } from "../transport.ts";
import { actionsFor, checkMostInFlight, reasonOf, type UploadOptions } from "../upload.ts";
import { Disk } from "./disk.ts";
import { Dispatcher } from "./dispatcher.ts";
import { FileSender, type SendJob } from "./file-sender.ts";
import { type Filter, fileFilter } from "./globs.ts";
import { LeasesInUse } from "./leases-in-use.ts";
import { lookAhead } from "./look-ahead.ts";
import { type ManyProgress, ProgressAccount } from "./many-progress.ts";
import { type FileOutcome, type ManyUploaded, Tally } from "./outcome.ts";
import { type Finding, findJobs, type Job, type Root, rootsOf, type UploadSource } from "./sources.ts";
import { Listing } from "./sync/listing.ts";
import { checkPrefix, checkReach, onlyPrefix, placeOf, type TargetPrefix } from "./target-prefix.ts";
import { Lanes } from "./threads/lanes.ts";
import { checkSenderThreads, type ThreadStart, threadStart, threadUse } from "./threads/thread-use.ts";

/** What happens besides the outcomes of files; `file` is absent where it concerns all. */
export type ManyEvent = UploadEvent & { readonly file?: string };

/** Options of {@link uploadMany}. */
export interface UploadManyOptions
  extends Omit<UploadOptions, "target" | "renew" | "onProgress" | "onEvent" | "mostInFlight"> {
  /** How many parts of large files are on the way at most: 1 to 64. Memory is this many times 8 MiB. Default: 3. */
  readonly mostInFlight?: number;
  /**
   * Where to: what all keys begin with, ending in a slash, or empty for the bucket's root. Default: the prefix of the lease,
   * where it is one alone and for a prefix.
   */
  readonly target?: TargetPrefix;
  /** Which files are in, by their names below the source; of those that match the last counts. Default: all. */
  readonly filters?: readonly Filter[];
  /** Whether links are followed; one to a folder that it is in is left out. Default: true. */
  readonly followsLinks?: boolean;
  /** Leaves out what is there already with equal size and checksum. The lease must grant `list` and `read`. Default: false. */
  readonly sync?: boolean;
  /** Sends nothing, and tells what would be. Default: false. */
  readonly dryRun?: boolean;
  /** How many files that go in one PUT are in flight at most: 1 to 256. Default: 64. */
  readonly mostFilesInFlight?: number;
  /**
   * How many threads may send small files beside the one that calls this: 0 to 16. They are started where that one computes
   * nearly all of its time and three thousand files wait; none are where a `clock` is given. Default: two less than there
   * are processors, and at most 2.
   */
  readonly senderThreads?: number;
  /** Gives others in the place of all leases when one is about to end. Default: none are taken. */
  readonly renew?: () => Promise<Lease | readonly Lease[]>;
  /** Told what became of each file, in the order in which it did. Default: nobody. */
  readonly onFile?: (outcome: FileOutcome) => void;
  /** Told after every change. What it is given is always the same, and always true. Default: nobody. */
  readonly onProgress?: (progress: ManyProgress) => void;
  /** Told of what happens besides. Default: nobody. */
  readonly onEvent?: (event: ManyEvent) => void;
}

/** Fewer than of one file alone: the others need memory as well. */
const PARTS_IN_FLIGHT = 3;
const MOST_FILES_IN_FLIGHT = { default: 64, most: 256 } as const;
/**
 * So many files are found before their turn: enough that none waits for the disk; and where progress is watched, so many
 * that it is mostly known how much there is.
 */
const LOOK_AHEAD_FILES = { unwatched: 4_096, watched: 10_000 } as const;

/**
 * Uploads files and folders with a lease, or with several that cover them between them. A folder's files have keys by their
 * paths in it. Each goes as `upload` has it; one file's failure does not stop the others.
 *
 * Memory does not grow with the number of files, but for the names in one folder, nor with their sizes.
 *
 * @param leases May be none for a dry run that compares nothing.
 * @returns How many files were sent, left out and not sent.
 * @throws KeyleaseError what concerns all files: `LeaseExpired`; `LeaseScopeExceeded` and `ArgumentInvalid` before any
 *   call; `ServiceError` where S3 does not accept the credentials or the bucket, and where 32 files one after the other are
 *   refused; `ClientTimeout` and `UploadFailed` where four one after the other get no answer; what a renewal failed with. An abort
 *   rejects with the signal's reason.
 */
export async function uploadMany(
  sources: readonly UploadSource[],
  leases: Lease | readonly Lease[],
  options: UploadManyOptions = {},
): Promise<ManyUploaded> {
  return uploadWithThreads(sources, { leases, options, start: threadStart(options.senderThreads) });
}

/** What {@link uploadMany} is given, and how threads start. */
export interface ThreadedUpload {
  readonly leases: Lease | readonly Lease[];
  readonly options: UploadManyOptions;
  readonly start: ThreadStart;
}

/** Does what {@link uploadMany} does. */
export async function uploadWithThreads(
  sources: readonly UploadSource[],
  { leases, options, start }: ThreadedUpload,
): Promise<ManyUploaded> {
  const all = Array.isArray(leases) ? (leases as readonly Lease[]) : [leases as Lease];
  const target = options.target ?? onlyPrefix(all);
  checkPrefix(target.prefix);
  checkReach(all, target);
  checkMostInFlight(options.mostInFlight ?? PARTS_IN_FLIGHT);
  checkFilesInFlight(options.mostFilesInFlight ?? MOST_FILES_IN_FLIGHT.default);
  checkSenderThreads(options.senderThreads);
  options.signal?.throwIfAborted();
  const upload = new ManyUpload({ leases: all, target, options, start });
  try {
    return await upload.run(await rootsOf(sources, target.prefix));
  } finally {
    await upload.close();
  }
}

/** What {@link uploadMany} was given, checked. */
interface ManyUploadSettings {
  readonly leases: readonly Lease[];
  readonly target: TargetPrefix;
  readonly options: UploadManyOptions;
  readonly start: ThreadStart;
}

class ManyUpload {
  readonly #settings: ManyUploadSettings;
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #transport: Transport;
  readonly #leases: LeasesInUse;
  readonly #disk = new Disk();
  readonly #tally: Tally;
  readonly #progress: ProgressAccount;
  #listing: Listing | undefined;
  #lanes: Lanes | undefined;

  constructor(settings: ManyUploadSettings) {
    const { leases, target, options } = settings;
    const { clock = systemClock, idleMilliseconds = IDLE_MILLISECONDS, signal, renew } = options;
    const place = isOffline(settings) ? { secure: true, region: "" } : placeOf(leases);
    this.#settings = settings;
    this.#clock = clock;
    this.#signal = stopSignal(this.#stop, signal);
    this.#leases = new LeasesInUse(leases, {
      clock,
      actionsOf: (lease) => neededActions(lease, options),
      renew: renew === undefined ? undefined : async () => [await renew()].flat(),
      onRenewed: ({ id, credentials }) =>
        options.onEvent?.({ event: "renewed", leaseId: id, expiresAt: credentials.expiration }),
      onRenewalFailed: (error, { credentials }) => {
        if (this.#signal.aborted) return;
        options.onEvent?.({ event: "renewal-failed", reason: reasonOf(error), expiresAt: credentials.expiration });
      },
    });
    this.#transport = new Transport({ ...place, clock, idleMilliseconds, signal: this.#signal });
    this.#tally = new Tally(target);
    this.#progress = new ProgressAccount(options.onProgress);
  }

  async run(roots: readonly Root[]): Promise<ManyUploaded> {
    const sender = await this.#sender();
    const dispatcher = this.#dispatcher(sender);
    try {
      for await (const finding of this.#findings(roots)) {
        if (this.#signal.aborted) break;
        if ("outcome" in finding) dispatcher.note(finding);
        else await dispatcher.dispatch(await this.#withStored(finding, sender));
      }
    } catch (error) {
      this.#stop.abort(error);
    }
    await dispatcher.settle();
    this.#signal.throwIfAborted();
    return this.#tally.sum();
  }

  async close(): Promise<void> {
    this.#transport.close();
    await this.#lanes?.close();
  }

  async #sender(): Promise<FileSender> {
    const { leases, target, options } = this.#settings;
    const { retry = PATIENT_RETRY, mostInFlight = PARTS_IN_FLIGHT } = options;
    return new FileSender({
      bucket: target.bucket,
      transport: this.#transport,
      leases: this.#leases,
      disk: this.#disk,
      clock: this.#clock,
      retry,
      method: await checksumMethod(options.checksum),
      options: { ...options, signal: this.#signal },
      mostInFlight,
      unfinishedKeys: await unfinishedKeys(target.bucket, leases[0]?.endpoints.s3, options.journalFolder),
      isDryRun: options.dryRun === true,
      isOffline: isOffline(this.#settings),
    });
  }

  #dispatcher(sender: FileSender): Dispatcher {
    const { options } = this.#settings;
    const lanes = new Lanes({
      sender,
      mostFiles: options.mostFilesInFlight ?? MOST_FILES_IN_FLIGHT.default,
      waitingFiles: () => this.#progress.foundFiles - this.#progress.doneFiles,
      threads: threadUse(this.#settings, { leasesInUse: this.#leases, signal: this.#signal }),
    });
    this.#lanes = lanes;
    return new Dispatcher({
      sender,
      lanes,
      mostParts: options.mostInFlight ?? PARTS_IN_FLIGHT,
      progress: this.#progress,
      onOutcome: (outcome) => {
        this.#tally.note(outcome);
        options.onFile?.(outcome);
      },
      onEvent: (event, file) => options.onEvent?.({ ...event, file }),
      stop: this.#stop,
      signal: this.#signal,
    });
  }

  #findings(roots: readonly Root[]): AsyncGenerator<Finding> {
    const { target, options } = this.#settings;
    const { followsLinks = true, filters = [] } = options;
    const found = findJobs(roots, {
      disk: this.#disk,
      prefix: target.prefix,
      followsLinks,
      isIn: fileFilter(filters),
    });
    return lookAhead(found, {
      most: options.onProgress === undefined ? LOOK_AHEAD_FILES.unwatched : LOOK_AHEAD_FILES.watched,
      onFound: (finding) => {
        if (!("outcome" in finding)) this.#progress.found(finding);
      },
      onEnd: () => this.#progress.walked(),
    });
  }

  /** With what is there already. A listing tells of a thousand objects at a time; without a lease for the prefix each is asked for. */
  async #withStored(job: Job, sender: FileSender): Promise<SendJob> {
    const { target, options, leases } = this.#settings;
    if (options.sync !== true) return job;
    const isListed = !job.isNamed && leases.some(({ scope }) => coversAll(scope, { ...target, actions: [] }));
    if (!isListed) return { ...job, stored: "unasked" };
    this.#listing ??= new Listing({
      connection: sender.connectionToBucket(target.prefix),
      prefix: target.prefix,
      retry: options.retry ?? PATIENT_RETRY,
      signal: this.#signal,
    });
    return { ...job, stored: await this.#listing.find(job.key) };
  }
}

/** Whether nothing is sent and nothing asked, so that no lease is needed. */
function isOffline({ leases, options }: ManyUploadSettings): boolean {
  return leases.length === 0 && options.dryRun === true && options.sync !== true;
}

/** What a lease is used for. */
function neededActions({ scope }: Lease, options: UploadManyOptions): readonly ScopeAction[] {
  const actions = [...actionsFor(options)];
  if (options.sync === true) actions.push("read", ...("prefix" in scope ? (["list"] as const) : []));
  return actions;
}

function checkFilesInFlight(files: number): void {
  const { most } = MOST_FILES_IN_FLIGHT;
  if (Number.isInteger(files) && files >= 1 && files <= most) return;
  throw new KeyleaseError("ArgumentInvalid", `\`${files}\` files cannot be in flight`, {
    hint: `Choose 1 to ${most}.`,
  });
}

/** The keys of uploads that an earlier run left unfinished. */
async function unfinishedKeys(
  bucket: string,
  endpoint: string | undefined,
  journalFolder: string | undefined,
): Promise<ReadonlySet<string>> {
  const unfinished = journalFolder === undefined ? [] : await listUnfinished(journalFolder);
  return new Set(unfinished.filter((one) => one.bucket === bucket && one.endpoint === endpoint).map(({ key }) => key));
}
