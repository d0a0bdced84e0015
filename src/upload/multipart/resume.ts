import type { FileHandle } from "node:fs/promises";
import { ServiceError } from "../../lease/index.ts";
import type { ChecksumMethod } from "../checksum/checksum.ts";
import type { Connection } from "../connection.ts";
import { isTransient } from "../failure.ts";
import type { JournalContent } from "../journal/journal.ts";
import { type PartPlan, partOf } from "../plan.ts";
import { type RetryPolicy, retrying } from "../retry.ts";
import { type ConfirmedPart, isGone, type ListedPart, listParts } from "./calls.ts";
import { sumOfPart } from "./part-bytes.ts";

/** What is needed to take up an upload where it stopped. */
export interface Resumption {
  readonly connection: Connection;
  readonly file: FileHandle;
  readonly plan: PartPlan;
  readonly journal: JournalContent;
  /** The one that the journal's parts were summed up by. */
  readonly method: ChecksumMethod;
  readonly retry: RetryPolicy;
  readonly signal: AbortSignal | undefined;
}

/**
 * Finds the parts that need not be sent again: those that the journal or S3's own list calls confirmed, and whose bytes
 * are those of the file as it is now. All of them are read for it, which is quick beside sending them, and the only
 * thing that proves that the file is the same.
 *
 * @returns `undefined` where the upload cannot go on: S3 does not know it, or the file is another one.
 */
export async function findConfirmed(resumption: Resumption): Promise<readonly ConfirmedPart[] | undefined> {
  const { file, plan, journal, method, signal } = resumption;
  // A completion whose answer was lost is asked for again, and needs no list: the upload may be an object already.
  const isWhole = journal.parts.size === plan.partCount;
  const listed = isWhole ? "unknown" : await askForList(resumption);
  if (listed === "gone") return undefined;
  const confirmed = listed === "unknown" ? journal.parts : agreed(journal.parts, listed);
  const parts = [...confirmed.values()].sort((a, b) => a.number - b.number);
  for (const { number, sizeBytes, checksum } of parts) {
    signal?.throwIfAborted();
    if (number > plan.partCount) return undefined;
    const part = partOf(plan, number);
    if (part.sizeBytes !== sizeBytes || (await sumOfPart(file, part, method)) !== checksum) return undefined;
  }
  return parts;
}

type List = ReadonlyMap<number, ListedPart> | "gone" | "unknown";

/** A lease that may not list parts still uploads; then the journal alone is believed. */
async function askForList({ connection, journal, method, retry, signal }: Resumption): Promise<List> {
  const list = { uploadId: journal.start.uploadId, algorithm: method.algorithm };
  try {
    return await retrying(() => listParts(connection, list), { policy: retry, isTransient, signal });
  } catch (error) {
    if (isGone(error)) return "gone";
    if (error instanceof ServiceError && (error.awsCode === "AccessDenied" || error.status === 501)) return "unknown";
    throw error;
  }
}

/** S3's list decides which parts there are; the checksum comes from it or, where it tells none, from the journal. */
function agreed(
  journal: ReadonlyMap<number, ConfirmedPart>,
  listed: ReadonlyMap<number, ListedPart>,
): ReadonlyMap<number, ConfirmedPart> {
  const parts = new Map<number, ConfirmedPart>();
  for (const { number, sizeBytes, etag, checksum } of listed.values()) {
    const noted = journal.get(number);
    const sum = checksum ?? (noted?.etag === etag ? noted.checksum : undefined);
    if (sum !== undefined) parts.set(number, { number, sizeBytes, etag, checksum: sum });
  }
  return parts;
}
