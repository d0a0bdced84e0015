import type { OperationContext } from "../../pipeline/service.ts";
import type { BucketRecord } from "./buckets.ts";
import { matches } from "./conditions.ts";
import { noSuchKey, preconditionFailed } from "./errors.ts";
import { findObject } from "./objects.ts";
import { deleteLatest, deleteVersion, type VersionChange } from "./versioning/change-versions.ts";

/** What of a key to delete, and the ETag that its object must have, if any. */
export interface KeyDeletion {
  /** Absent: the key itself, which leaves a delete marker where the bucket is versioned. */
  readonly versionId: string | undefined;
  readonly ifMatch: string | undefined;
  /** Who owns a delete marker. */
  readonly ownerAccountId: string;
}

/** What a deletion did. */
export interface DeletedKey {
  /** The version that was deleted, or the id of the delete marker that was made; absent in a bucket without versions. */
  readonly versionId?: string;
  /** A delete marker was made, or deleted. */
  readonly isMarker: boolean;
  /** Whether there was the version that was named; true where none was. */
  readonly found: boolean;
}

/**
 * Deletes a key, or one version of it, inside a transaction. A key that is not there counts as deleted, unless an ETag was
 * asked for.
 *
 * @throws AwsError `PreconditionFailed` or `NoSuchKey`.
 */
export function deleteKey(change: VersionChange, { versionId, ifMatch, ownerAccountId }: KeyDeletion): DeletedKey {
  const { writer, bucket, key } = change;
  if (ifMatch !== undefined) {
    const object = findObject(writer, bucket.name, key);
    if (object === undefined) throw noSuchKey(key);
    if (!matches(ifMatch, object)) throw preconditionFailed("If-Match");
  }
  if (versionId === undefined) {
    const marker = deleteLatest(change, ownerAccountId);
    if (marker === undefined) return { isMarker: false, found: true };
    return { versionId: marker.versionId ?? "null", isMarker: true, found: true };
  }
  const deleted = deleteVersion(change, versionId);
  return { versionId, isMarker: deleted?.type === "marker", found: deleted !== undefined };
}

/** Whose a delete marker is: the bucket owner's where ownership is enforced, else the caller's. */
export function markerOwner(bucket: BucketRecord, { caller }: OperationContext): string {
  return bucket.ownership === "BucketOwnerEnforced" ? bucket.accountId : caller.accountId;
}
