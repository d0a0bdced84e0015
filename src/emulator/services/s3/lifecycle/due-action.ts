import type { BucketRecord } from "../buckets.ts";
import type { ObjectRecord } from "../objects.ts";
import type { StoredVersion } from "../versioning/version-rows.ts";
import { expiryOf } from "./expiry.ts";
import {
  fitsFilter,
  type Lifecycle,
  type LifecycleRule,
  type LifecycleTime,
  midnightAfter,
  type NoncurrentAction,
} from "./lifecycle-rule.ts";
import { canMove, coldnessOf, isLargeEnough } from "./storage-class.ts";

/** What a rule does to a key, and at which midnight. */
export type DueAction = { readonly at: Date } & (
  | { readonly type: "expire-latest" }
  | { readonly type: "remove"; readonly version: StoredVersion }
  | { readonly type: "move"; readonly object: ObjectRecord; readonly storageClass: string }
);

/** A key with all of its versions, newest first. */
export interface KeyHistory {
  readonly key: string;
  readonly versions: readonly StoredVersion[];
}

/**
 * The first thing that a bucket's rules do to a key, not before a midnight; `undefined` where they never do any.
 * Of what falls on one midnight, what ends a version goes before what moves it, and the coldest class wins, as "How S3
 * Lifecycle resolves conflicts" says.
 */
export function firstAction(
  { lifecycle, ...bucket }: BucketRecord,
  history: KeyHistory,
  notBefore: Date,
): DueAction | undefined {
  if (lifecycle === undefined) return undefined;
  let first: DueAction | undefined;
  for (const action of actionsOn({ ...bucket, lifecycle }, history)) {
    const due = action.at < notBefore ? { ...action, at: notBefore } : action;
    if (first === undefined || goesBefore(due, first)) first = due;
  }
  return first;
}

function goesBefore(a: DueAction, b: DueAction): boolean {
  if (a.at.getTime() !== b.at.getTime()) return a.at < b.at;
  if (a.type !== "move" || b.type !== "move") return a.type !== "move" && b.type === "move";
  return coldnessOf(a.storageClass) > coldnessOf(b.storageClass);
}

type RuledBucket = BucketRecord & { readonly lifecycle: Lifecycle };

function* actionsOn(bucket: RuledBucket, { key, versions }: KeyHistory): Iterable<DueAction> {
  const rules = bucket.lifecycle.rules.filter(({ enabled }) => enabled);
  const [latest, ...noncurrent] = versions;
  if (latest?.type === "object") yield* latestActions(bucket, key, latest.object);
  // A marker that hides versions stays; one that hides nothing has no more use.
  if (latest?.type === "marker" && noncurrent.length === 0) {
    for (const rule of rules) yield* markerActions(rule, key, latest);
  }
  for (const [i, version] of noncurrent.entries()) {
    const since = new Date(modifiedOf(versions[i] as StoredVersion));
    for (const rule of rules) yield* noncurrentActions(bucket.lifecycle, rule, { key, version, since, newer: i });
  }
}

function* latestActions(bucket: RuledBucket, key: string, object: ObjectRecord): Iterable<DueAction> {
  const expiry = expiryOf(bucket, key, object);
  if (expiry !== undefined) yield { type: "expire-latest", at: expiry.at };
  const { lifecycle } = bucket;
  for (const { enabled, filter, transitions } of lifecycle.rules) {
    if (!enabled || !fitsFilter(filter, { ...object, key })) continue;
    for (const transition of transitions) {
      const { storageClass } = transition;
      if (!canMove(object.storageClass, storageClass)) continue;
      if (!isLargeEnough(lifecycle, filter, { ...object, storageClass })) continue;
      yield { type: "move", object, storageClass, at: timeOf(transition, object.lastModified) };
    }
  }
}

function* markerActions(
  { filter, expiration }: LifecycleRule,
  key: string,
  version: StoredVersion & { readonly type: "marker" },
): Iterable<DueAction> {
  if (expiration === undefined || !fitsMarker(filter, key)) return;
  const { expiredObjectDeleteMarker, ...time } = expiration;
  if (expiredObjectDeleteMarker === false) return;
  const { lastModified } = version.marker;
  const at = timeOf(expiredObjectDeleteMarker === undefined ? time : { days: 0 }, lastModified);
  yield { type: "remove", version, at };
}

interface NoncurrentVersion {
  readonly key: string;
  readonly version: StoredVersion;
  /** When the version before it was made. */
  readonly since: Date;
  /** How many noncurrent versions are newer. */
  readonly newer: number;
}

function* noncurrentActions(
  lifecycle: Lifecycle,
  { filter, noncurrentExpiration, noncurrentTransitions }: LifecycleRule,
  { key, version, since, newer }: NoncurrentVersion,
): Iterable<DueAction> {
  const isDone = ({ newerVersions = 0 }: NoncurrentAction): boolean => newer >= newerVersions;
  const fits = version.type === "marker" ? fitsMarker(filter, key) : fitsFilter(filter, { ...version.object, key });
  if (!fits) return;
  if (noncurrentExpiration !== undefined && isDone(noncurrentExpiration)) {
    yield { type: "remove", version, at: midnightAfter(since, noncurrentExpiration.days) };
  }
  if (version.type === "marker") return;
  const { object } = version;
  for (const transition of noncurrentTransitions) {
    const { storageClass, days } = transition;
    if (!isDone(transition) || !canMove(object.storageClass, storageClass)) continue;
    if (!isLargeEnough(lifecycle, filter, { ...object, storageClass })) continue;
    yield { type: "move", object, storageClass, at: midnightAfter(since, days) };
  }
}

/** Delete markers have neither tags nor a size. */
function fitsMarker(filter: LifecycleRule["filter"], key: string): boolean {
  const { tags, sizeGreaterThan, sizeLessThan } = filter;
  const asks = tags.length > 0 || sizeGreaterThan !== undefined || sizeLessThan !== undefined;
  return !asks && key.startsWith(filter.prefix ?? "");
}

function timeOf({ days, date }: LifecycleTime, lastModified: string): Date {
  return days === undefined ? new Date(date as string) : midnightAfter(new Date(lastModified), days);
}

function modifiedOf(version: StoredVersion): string {
  return (version.type === "marker" ? version.marker : version.object).lastModified;
}
