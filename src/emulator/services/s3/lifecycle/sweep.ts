import type { EmulatorState } from "../../../state/state.ts";
import type { StoreWriter } from "../../../state/store.ts";
import { type BucketRecord, findBucket, putBucket } from "../buckets.ts";
import { afterKey } from "../listing/successor.ts";
import { versionWalk } from "../listing/version-walk.ts";
import { abortUploadsBefore } from "../multipart/drop-uploads.ts";
import { deleteLatest, deleteVersion, replaceVersion } from "../versioning/change-versions.ts";
import { allVersionsOf, versionIdOf } from "../versioning/find-version.ts";
import { type DueAction, firstAction, type KeyHistory } from "./due-action.ts";
import { dayOf, midnightAfter, startedBefore } from "./lifecycle-rule.ts";

/** What it works on. */
export type SweptState = Pick<EmulatorState, "store" | "blobs" | "clock" | "random">;

/** How many versions one transaction looks at, or those of one key where there are more, so that others get their turn. */
const BATCH_VERSIONS = 1000;

/**
 * Does what a bucket's rules ask for, if a midnight of the emulator's clock has passed since it was done last: all that
 * rules do begins at midnights, as S3's own daily run does. It is asked for before each request to the bucket, so that
 * nobody sees what has ended, and no timer keeps the process alive.
 *
 * Where many midnights have passed, each key goes through them one after the other: an object is hidden on one, and its
 * version ends so many days later.
 *
 * Two requests may do it at once: each key is looked at again in the transaction that changes it.
 *
 * @returns `undefined` where there is nothing to do.
 */
export function sweepBucket(state: SweptState, name: string): Promise<void> | undefined {
  const bucket = findBucket(state.store, name);
  if (bucket?.lifecycle === undefined) return undefined;
  const now = state.clock.now();
  return dayOf(now) <= bucket.lifecycle.sweptDay ? undefined : sweep(state, bucket, now);
}

async function sweep(state: SweptState, bucket: BucketRecord, now: Date): Promise<void> {
  const { name } = bucket;
  let start: string | undefined = "";
  while (start !== undefined) start = await sweepBatch(state, { bucket, start, now });
  await abortOldUploads(state, bucket, now);
  await state.store.transaction((writer) => {
    const present = findBucket(writer, name);
    if (present?.lifecycle === undefined || present.createdAt !== bucket.createdAt) return;
    putBucket(writer, { ...present, lifecycle: { ...present.lifecycle, sweptDay: dayOf(now) } });
  });
}

/** Aborts the uploads in parts that a rule's AbortIncompleteMultipartUpload names. */
async function abortOldUploads(state: SweptState, bucket: BucketRecord, now: Date): Promise<void> {
  for (const { enabled, filter, abortMultipartDays } of bucket.lifecycle?.rules ?? []) {
    if (!enabled || abortMultipartDays === undefined) continue;
    const options = { prefix: filter.prefix ?? "", before: startedBefore(now, abortMultipartDays) };
    await abortUploadsBefore(state, bucket, options);
  }
}

interface Batch {
  readonly bucket: BucketRecord;
  readonly start: string;
  readonly now: Date;
}

/** @returns where the next batch starts; `undefined` where this was the last. */
async function sweepBatch(state: SweptState, { bucket, start, now }: Batch): Promise<string | undefined> {
  const due: string[] = [];
  let seen = 0;
  let next: string | undefined;
  for (const history of histories(state, bucket.name, start)) {
    seen += history.versions.length;
    if (dueAction(bucket, history, { now }) !== undefined) due.push(history.key);
    if (seen >= BATCH_VERSIONS) {
      next = afterKey(history.key);
      break;
    }
  }
  if (due.length === 0) return next;
  await state.store.transaction((writer) => {
    const present = findBucket(writer, bucket.name);
    if (present?.createdAt !== bucket.createdAt) return;
    for (const key of due) sweepKey(writer, state, { bucket: present, key, now });
  });
  return next;
}

function* histories({ store }: SweptState, bucket: string, start: string): Iterable<KeyHistory> {
  let open: { key: string; versions: KeyHistory["versions"][number][] } | undefined;
  for (const [key, version] of versionWalk(store, bucket, { prefix: "", start })) {
    if (open?.key !== key) {
      if (open !== undefined) yield open;
      open = { key, versions: [] };
    }
    open.versions.push(version);
  }
  if (open !== undefined) yield open;
}

/** Brings one key up to the clock. It ends: each action takes a version away, hides an object or moves one to the cold. */
function sweepKey(
  writer: StoreWriter,
  state: SweptState,
  { bucket, key, now }: { readonly bucket: BucketRecord; readonly key: string; readonly now: Date },
): void {
  let after: Date | undefined;
  for (;;) {
    const versions = allVersionsOf(writer, bucket.name, key);
    const action = dueAction(bucket, { key, versions }, after === undefined ? { now } : { now, after });
    if (action === undefined) return;
    after = action.at;
    perform(action, { writer, bucket, key, state });
  }
}

function perform(
  action: DueAction,
  change: { writer: StoreWriter; bucket: BucketRecord; key: string; state: SweptState },
): void {
  const { writer, bucket, key, state } = change;
  // What it leaves is of that midnight, from which later ones count, and not of the request that came after many.
  const clock = { now: () => action.at };
  switch (action.type) {
    case "expire-latest":
      // In a versioned bucket the object is hidden behind a delete marker of the bucket's owner.
      deleteLatest({ writer, bucket, key, state: { ...state, clock } }, bucket.accountId);
      return;
    case "remove":
      deleteVersion(change, versionIdOf(action.version));
      return;
    case "move":
      replaceVersion(writer, [bucket.name, key], { ...action.object, storageClass: action.storageClass });
  }
}

/** What is due by now. Rules begin to work at the midnight after the bucket was swept last, or after they were put. */
function dueAction(
  bucket: BucketRecord,
  history: KeyHistory,
  { now, after }: { readonly now: Date; readonly after?: Date },
): DueAction | undefined {
  const sweptDay = new Date(`${bucket.lifecycle?.sweptDay ?? dayOf(now)}T00:00:00.000Z`);
  const action = firstAction(bucket, history, after ?? midnightAfter(sweptDay, 1));
  return action !== undefined && action.at <= now ? action : undefined;
}
