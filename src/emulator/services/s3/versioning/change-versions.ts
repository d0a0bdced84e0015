import type { Random } from "../../../../core/index.ts";
import type { StoreWriter } from "../../../state/store.ts";
import type { BucketRecord } from "../buckets.ts";
import { findObject, type ObjectRecord, putObjectRecord, removeObjectRecord } from "../objects.ts";
import { findVersion, newestOf, versionIdOf } from "./find-version.ts";
import { newVersionId } from "./version-id.ts";
import {
  type DeleteMarker,
  firstSequence,
  putVersion,
  removeVersion,
  requireRoomForVersions,
  type StoredVersion,
  sequenceOfVersion,
} from "./version-rows.ts";

/** Where and when versions change: in a transaction, in a bucket as it is inside of it. */
export interface VersionChange {
  readonly writer: StoreWriter;
  readonly bucket: BucketRecord;
  readonly key: string;
  readonly now: Date;
  readonly random: Random;
}

/** What a change has left. */
export interface ChangedVersions {
  /** Objects that are in no table any more: their bytes are to be forgotten. */
  readonly dropped: readonly ObjectRecord[];
}

/** An object as it comes, before it is given its place among the versions of its key. */
export type NewObject = Omit<ObjectRecord, "versionId" | "sequence">;

/**
 * Makes an object the latest of its key: in the place of what was there, or before it where the bucket is versioned. Where
 * versioning is suspended it takes the place of the version `null` alone.
 */
export function putLatest(
  change: VersionChange,
  object: NewObject,
): ChangedVersions & { readonly object: ObjectRecord } {
  const { writer, bucket, key } = change;
  if (bucket.versioning === undefined) {
    const before = findObject(writer, bucket.name, key);
    putObjectRecord(writer, [bucket.name, key], object);
    return { object, dropped: before === undefined ? [] : [before] };
  }
  const { place, dropped } = makeRoom(change);
  const placed = { ...object, ...place };
  putObjectRecord(writer, [bucket.name, key], placed);
  return { object: placed, dropped };
}

/**
 * Deletes a key without naming a version: the object goes, or, where the bucket is versioned, a delete marker hides it.
 */
export function deleteLatest(
  change: VersionChange,
  ownerAccountId: string,
): ChangedVersions & { readonly marker?: DeleteMarker } {
  const { writer, bucket, key, now } = change;
  if (bucket.versioning === undefined) {
    const before = findObject(writer, bucket.name, key);
    removeObjectRecord(writer, bucket.name, key);
    return { dropped: before === undefined ? [] : [before] };
  }
  const { place, dropped } = makeRoom(change);
  const marker: DeleteMarker = { ...place, lastModified: now.toISOString(), ownerAccountId };
  putVersion(writer, [bucket.name, key], { type: "marker", marker });
  return { marker, dropped };
}

/** Deletes one version for good. The newest that is left becomes the latest. */
export function deleteVersion(
  { writer, bucket: { name }, key }: VersionChange,
  versionId: string,
): ChangedVersions & { readonly deleted?: StoredVersion } {
  const found = findVersion(writer, { bucket: name, key, versionId });
  if (found === undefined) return { dropped: [] };
  drop(writer, [name, key], found);
  const newest = findObject(writer, name, key) === undefined ? newestOf(writer, name, key) : undefined;
  if (newest?.type === "object") {
    removeVersion(writer, [name, key], sequenceOfVersion(newest));
    putObjectRecord(writer, [name, key], newest.object);
  }
  return { deleted: found, dropped: found.type === "object" ? [found.object] : [] };
}

/** Puts a version's changed record in its place. INVARIANT: id and sequence stay. */
export function replaceVersion(
  writer: StoreWriter,
  [bucket, key]: readonly [string, string],
  object: ObjectRecord,
): void {
  const current = findObject(writer, bucket, key);
  if (current !== undefined && current.versionId === object.versionId) putObjectRecord(writer, [bucket, key], object);
  else putVersion(writer, [bucket, key], { type: "object", object });
}

/** Moves the object behind the one that comes, and drops the version `null` where the new one takes its name. */
function makeRoom({ writer, bucket, key, now, random }: VersionChange): {
  readonly place: { readonly versionId?: string; readonly sequence: number };
  readonly dropped: readonly ObjectRecord[];
} {
  requireRoomForVersions(bucket.name, key);
  const path = [bucket.name, key] as const;
  const latest = findVersion(writer, { bucket: bucket.name, key });
  const after = latest === undefined ? 0 : sequenceOfVersion(latest) + 1;
  const sequence = Math.max(firstSequence(now), after);
  const dropped: ObjectRecord[] = [];
  if (bucket.versioning === "Suspended") {
    const nameless = findVersion(writer, { bucket: bucket.name, key, versionId: "null" });
    if (nameless !== undefined) drop(writer, path, nameless);
    if (nameless?.type === "object") dropped.push(nameless.object);
  }
  const object = findObject(writer, bucket.name, key);
  if (object !== undefined) {
    removeObjectRecord(writer, bucket.name, key);
    putVersion(writer, path, { type: "object", object });
  }
  const versionId = bucket.versioning === "Enabled" ? { versionId: newVersionId(sequence, random) } : {};
  return { place: { ...versionId, sequence }, dropped };
}

function drop(writer: StoreWriter, [bucket, key]: readonly [string, string], version: StoredVersion): void {
  const current = findObject(writer, bucket, key);
  const isCurrent =
    version.type === "object" && current !== undefined && (current.versionId ?? "null") === versionIdOf(version);
  if (isCurrent) removeObjectRecord(writer, bucket, key);
  else removeVersion(writer, [bucket, key], sequenceOfVersion(version));
}
