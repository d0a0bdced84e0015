import type { Clock } from "../../../../core/index.ts";
import type { EmulatorState } from "../../../state/state.ts";
import type { StoreWriter } from "../../../state/store.ts";
import type { BucketRecord } from "../buckets.ts";
import { forgetContent } from "../object-content.ts";
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
  readonly state: Pick<EmulatorState, "blobs" | "random"> & { readonly clock: Clock };
}

/** An object as it comes, before it is given its place among the versions of its key. */
export type NewObject = Omit<ObjectRecord, "versionId" | "sequence">;

/**
 * Makes an object the latest of its key: in the place of what was there, or before it where the bucket is versioned. Where
 * versioning is suspended it takes the place of the version `null` alone.
 */
export function putLatest(change: VersionChange, object: NewObject): ObjectRecord {
  const { writer, bucket, key, state } = change;
  if (bucket.versioning !== undefined) {
    const placed = { ...object, ...makeRoom(change) };
    putObjectRecord(writer, [bucket.name, key], placed);
    return placed;
  }
  // The new record takes the place of the old one, which need not be removed first.
  const before = findObject(writer, bucket.name, key);
  if (before !== undefined) forgetContent(writer, state.blobs, before.content);
  putObjectRecord(writer, [bucket.name, key], object);
  return object;
}

/**
 * Deletes a key without naming a version: the object goes, or, where the bucket is versioned, a delete marker hides it.
 *
 * @returns the delete marker, where one was made.
 */
export function deleteLatest(change: VersionChange, ownerAccountId: string): DeleteMarker | undefined {
  const { writer, bucket, key, state } = change;
  if (bucket.versioning === undefined) {
    dropObject(change);
    return undefined;
  }
  const lastModified = state.clock.now().toISOString();
  const marker: DeleteMarker = { ...makeRoom(change), lastModified, ownerAccountId };
  putVersion(writer, [bucket.name, key], { type: "marker", marker });
  return marker;
}

/**
 * Deletes one version for good. The newest that is left becomes the latest.
 *
 * @returns the version that was deleted, if there was one.
 */
export function deleteVersion(change: VersionChange, versionId: string): StoredVersion | undefined {
  const {
    writer,
    bucket: { name },
    key,
  } = change;
  const found = findVersion(writer, { bucket: name, key, versionId });
  if (found === undefined) return undefined;
  drop(change, found);
  const newest = findObject(writer, name, key) === undefined ? newestOf(writer, name, key) : undefined;
  if (newest?.type === "object") {
    removeVersion(writer, [name, key], sequenceOfVersion(newest));
    putObjectRecord(writer, [name, key], newest.object);
  }
  return found;
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

/** The place of a new version. What stands there moves behind it, or goes where the new one takes its name. */
function makeRoom(change: VersionChange): { readonly versionId?: string; readonly sequence: number } {
  const { writer, bucket, key, state } = change;
  requireRoomForVersions(bucket.name, key);
  const latest = findVersion(writer, { bucket: bucket.name, key });
  const after = latest === undefined ? 0 : sequenceOfVersion(latest) + 1;
  const sequence = Math.max(firstSequence(state.clock.now()), after);
  if (bucket.versioning === "Suspended") {
    const nameless = findVersion(writer, { bucket: bucket.name, key, versionId: "null" });
    if (nameless !== undefined) drop(change, nameless);
  }
  const object = findObject(writer, bucket.name, key);
  if (object !== undefined) {
    removeObjectRecord(writer, bucket.name, key);
    putVersion(writer, [bucket.name, key], { type: "object", object });
  }
  return bucket.versioning === "Enabled" ? { versionId: newVersionId(sequence, state.random), sequence } : { sequence };
}

/** Takes a version out of its table, with its bytes. */
function drop(change: VersionChange, version: StoredVersion): void {
  const { writer, bucket, key, state } = change;
  const current = findObject(writer, bucket.name, key);
  const isCurrent =
    version.type === "object" && current !== undefined && (current.versionId ?? "null") === versionIdOf(version);
  if (isCurrent) dropObject(change);
  else {
    removeVersion(writer, [bucket.name, key], sequenceOfVersion(version));
    if (version.type === "object") forgetContent(writer, state.blobs, version.object.content);
  }
}

function dropObject({ writer, bucket, key, state }: VersionChange): void {
  const object = findObject(writer, bucket.name, key);
  if (object === undefined) return;
  removeObjectRecord(writer, bucket.name, key);
  forgetContent(writer, state.blobs, object.content);
}
