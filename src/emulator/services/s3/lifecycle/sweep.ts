import type { EmulatorState } from "../../../state/state.ts";
import { type BucketRecord, findBucket, putBucket } from "../buckets.ts";
import { afterKey } from "../listing/successor.ts";
import { abortUploadsBefore } from "../multipart/drop-uploads.ts";
import { findObject, objectRows } from "../objects.ts";
import { deleteLatest } from "../versioning/change-versions.ts";
import { type Expiry, expiryOf } from "./expiry.ts";
import { dayOf, startedBefore } from "./lifecycle-rule.ts";

/** What it works on. */
export type SweptState = Pick<EmulatorState, "store" | "blobs" | "clock" | "random">;

/** How many keys one transaction looks at, so that other requests get their turn. */
const BATCH_KEYS = 1000;

/**
 * Does what a bucket's rules ask for, if a midnight of the emulator's clock has passed since it was done last: all that
 * rules do begins at midnights, as S3's own daily run does. It is asked for before each request to the bucket, so that
 * nobody sees what has ended, and no timer keeps the process alive.
 *
 * Two requests may do it at once: each object is looked at again in the transaction that removes it.
 */
export async function sweepBucket(state: SweptState, name: string): Promise<void> {
  const bucket = findBucket(state.store, name);
  const now = state.clock.now();
  if (bucket?.lifecycle === undefined || dayOf(now) <= bucket.lifecycle.sweptDay) return;
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

/** @returns where the next batch starts; `undefined` where this was the last. */
async function sweepBatch(
  state: SweptState,
  { bucket, start, now }: { readonly bucket: BucketRecord; readonly start: string; readonly now: Date },
): Promise<string | undefined> {
  const ended: string[] = [];
  let seen = 0;
  let next: string | undefined;
  for (const [key, object] of objectRows(state.store, bucket.name, { start })) {
    seen += 1;
    if (isOver(expiryOf(bucket, key, object), now)) ended.push(key);
    if (seen === BATCH_KEYS) {
      next = afterKey(key);
      break;
    }
  }
  if (ended.length === 0) return next;
  await state.store.transaction((writer) => {
    const present = findBucket(writer, bucket.name);
    if (present?.createdAt !== bucket.createdAt) return;
    for (const key of ended) {
      const object = findObject(writer, bucket.name, key);
      if (object === undefined || !isOver(expiryOf(present, key, object), now)) continue;
      // In a versioned bucket the object is hidden behind a delete marker of the bucket's owner.
      deleteLatest({ writer, bucket: present, key, state }, present.accountId);
    }
  });
  return next;
}

function isOver(expiry: Expiry | undefined, now: Date): boolean {
  return expiry !== undefined && expiry.at <= now;
}
