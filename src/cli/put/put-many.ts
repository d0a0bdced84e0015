import { KeyleaseError } from "../../core/index.ts";
import { type Lease, onlyObject, type ScopeAction } from "../../lease/index.ts";
import {
  type ManyUploaded,
  type Root,
  rootsOf,
  type UploadManyOptions,
  type UploadSource,
  uploadMany,
} from "../../upload/index.ts";
import { configuredVariant } from "../configured-variant.ts";
import type { CommandContext } from "../context.ts";
import { describeLease } from "../lease-notes.ts";
import { neededActions } from "../lease-source.ts";
import type { Renewal } from "../lease-ways.ts";
import { objectOptions } from "../object-options.ts";
import { uploadsFolder } from "../state-folder.ts";
import { transferOptions } from "../transfer-options.ts";
import { type Destination, destinationOf, type ManyInput } from "./many-input.ts";
import { manyLeases } from "./many-leases.ts";
import { manyListeners } from "./many-listeners.ts";
import { files, outcomeTeller, summaryText } from "./many-report.ts";

/** Uploads several files and folders, or one file with `--sync` or `--dry-run`. */
export async function putMany(input: ManyInput, context: CommandContext): Promise<undefined> {
  const { output } = context;
  checkFiles(input);
  const destination = destinationOf(input);
  const options = {
    ...objectOptions(input),
    ...transferOptions(input),
    ...numbersOf(input),
    ...configuredVariant("s3", context.environment),
  };
  const roots = await rootsOf(sourcesFor(input, destination), destination?.prefix ?? "");
  checkRoots(roots, input);
  const actions = neededActions(options);
  const purpose = { destination, roots, actions: input.sync === true ? [...actions, ...SYNC_ACTIONS] : actions };
  const leases = manyLeases(input, purpose, context);
  const isOffline = input.dryRun === true && input.sync !== true && leases.check !== undefined;
  if (isOffline) leases.check?.();
  const obtained = isOffline ? [] : await leases.obtain();
  if (input.verbose) for (const lease of obtained) output.note(describeLease(lease, new Date()));
  const place = destination ?? placeOf(obtained);
  const sum = await upload(sourcesFor(input, place), obtained, {
    input,
    place,
    context,
    renewal: leases.renewal(),
    options: { ...options, ...(leases.renew === undefined ? {} : { renew: leases.renew }) },
  });
  tell(sum, input, context);
}

/** What comparing with what is there needs besides. */
const SYNC_ACTIONS: readonly ScopeAction[] = ["read", "list"];

/** What an upload of several files is made with. */
interface ManyUse {
  readonly input: ManyInput;
  readonly place: Destination;
  readonly context: CommandContext;
  readonly renewal: Renewal;
  readonly options: UploadManyOptions;
}

async function upload(
  sources: readonly UploadSource[],
  leases: readonly Lease[],
  { input, place, context, renewal, options }: ManyUse,
): Promise<ManyUploaded> {
  const { output, environment, signal } = context;
  const { quiet = false, json = false, verbose = false, filters = [] } = input;
  const tellOutcome = outcomeTeller({ quiet, json, verbose, bucket: place.bucket }, output);
  let uploaded = 0;
  try {
    return await uploadMany(sources, leases, {
      ...options,
      target: { bucket: place.bucket, prefix: place.prefix ?? "" },
      filters,
      followsLinks: input.followSymlinks !== false,
      sync: input.sync === true,
      dryRun: input.dryRun === true,
      journalFolder: uploadsFolder(environment),
      onFile: (outcome) => {
        if (outcome.outcome === "uploaded") uploaded += 1;
        tellOutcome(outcome);
      },
      ...manyListeners({ quiet, json }, { leases, renewal }, output),
      signal,
    });
  } catch (error) {
    output.status("");
    if (signal.aborted) throw stopped(uploaded);
    if (!quiet && !json && uploaded > 0) output.note(`${files(uploaded)} had been uploaded before: ${AGAIN}.`);
    throw error;
  }
}

const AGAIN = "the same command with --sync leaves them out, and goes on with large files where they stopped";

function stopped(uploaded: number): KeyleaseError {
  return new KeyleaseError("Interrupted", `stopped; ${files(uploaded)} had been uploaded`, {
    hint: `T${AGAIN.slice(1)}.`,
    facts: { uploaded },
  });
}

function tell(sum: ManyUploaded, { json }: ManyInput, { output }: CommandContext): void {
  output.status("");
  const { failures: _, ...counts } = sum;
  if (json) output.json(counts);
  else output.line(summaryText(sum));
  if (sum.failed === 0) return;
  throw new KeyleaseError("UploadIncomplete", `${files(sum.failed)} could not be uploaded`, {
    hint: "What kept each of them from it was told; the same command with --sync leaves out what is there.",
    facts: { failed: sum.failed, uploaded: sum.uploaded },
  });
}

function checkFiles({ files: paths, lease }: ManyInput): void {
  if (!paths.includes("-")) return;
  throw new KeyleaseError("ArgumentInvalid", "standard input was named among several files", {
    hint: `Upload it by itself${lease === "-" ? ", and give the lease as a file" : ", to an object of its own"}.`,
  });
}

/** Refused here, before a lease is taken: what names nothing that could be sent. */
function checkRoots(roots: readonly Root[], { recursive }: ManyInput): void {
  const folder = roots.find((root) => root.kind === "folder");
  if (folder !== undefined && !recursive) {
    throw new KeyleaseError("ArgumentInvalid", `\`${folder.path}\` is a folder`, {
      hint: "Give --recursive to upload the files in it.",
    });
  }
  const [first] = roots;
  const isNothing = roots.every(({ kind }) => kind === "unreadable");
  if (isNothing && first?.kind === "unreadable") throw first.failure.error;
}

/** One file to one object has that object's key. */
function sourcesFor({ files: paths }: ManyInput, destination: Destination | undefined): readonly UploadSource[] {
  if (destination === undefined || destination.prefix !== undefined) return paths;
  const { key } = destination;
  return paths.map((file) => ({ file, key }));
}

/** Where no place was named, it is that of the lease. */
function placeOf(leases: readonly Lease[]): Destination {
  const [lease, ...others] = leases;
  if (lease !== undefined && others.length === 0) return "prefix" in lease.scope ? lease.scope : onlyObject(lease);
  throw new KeyleaseError("ArgumentInvalid", `there are ${leases.length} leases, and no place to upload to was named`, {
    hint: "Name it as s3://BUCKET/PREFIX/.",
  });
}

/** What they may be is for uploadMany to say. */
function numbersOf(input: ManyInput): Pick<UploadManyOptions, "mostFilesInFlight" | "senderThreads"> {
  const { filesInFlight, senderThreads } = input;
  return {
    ...(filesInFlight === undefined ? {} : { mostFilesInFlight: wholeNumber(filesInFlight) }),
    ...(senderThreads === undefined ? {} : { senderThreads: wholeNumber(senderThreads) }),
  };
}

function wholeNumber(text: string): number {
  return /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
}
