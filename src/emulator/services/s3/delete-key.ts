import type { BlobStore } from "../../state/blobs.ts";
import type { StoreWriter } from "../../state/store.ts";
import { matches } from "./conditions.ts";
import { noSuchKey, preconditionFailed } from "./errors.ts";
import { findObject, removeObjectRecord } from "./objects.ts";

/** One key to delete, and the ETag that it must have, if any. */
export interface KeyDeletion {
  readonly bucket: string;
  readonly key: string;
  readonly ifMatch: string | undefined;
}

/**
 * Deletes a key with its bytes inside a transaction. A key that is not there counts as deleted, unless an ETag was
 * asked for.
 *
 * @throws AwsError `PreconditionFailed` or `NoSuchKey`.
 */
export function deleteKey(writer: StoreWriter, blobs: BlobStore, { bucket, key, ifMatch }: KeyDeletion): void {
  const object = findObject(writer, bucket, key);
  if (ifMatch !== undefined && object === undefined) throw noSuchKey(key);
  if (object === undefined) return;
  if (ifMatch !== undefined && !matches(ifMatch, object)) throw preconditionFailed("If-Match");
  removeObjectRecord(writer, bucket, key);
  blobs.forget(writer, object.blob);
}
