import type { OperationContext } from "../../pipeline/service.ts";
import type { HashedBytes } from "./body/upload-body.ts";
import { type BucketRecord, sameBucket } from "./buckets.ts";
import { checkWrite, type WriteConditions } from "./conditions.ts";
import { findObject, type ObjectRecord, putObjectRecord } from "./objects.ts";

/** What is to be written where. */
export interface ObjectWrite {
  readonly bucket: BucketRecord;
  readonly key: string;
  readonly conditions: WriteConditions;
  readonly bytes: HashedBytes;
  /** What does not follow from the bytes. */
  readonly facts: Pick<ObjectRecord, "headers" | "metadata" | "storageClass" | "tags" | "writerAccountId" | "acl">;
}

/**
 * Writes an object: first the bytes, then, in one transaction, the record that makes them visible. Whichever bytes
 * lose (the new ones where the record cannot be written, the old ones where it was) are removed afterwards.
 *
 * @throws AwsError where a condition does not hold, now or when the bytes are there, or the bytes are not as declared.
 */
export async function writeObject({ state }: OperationContext, write: ObjectWrite): Promise<ObjectRecord> {
  const { bucket, key, conditions, bytes, facts } = write;
  // What fails now would fail then: the client need not send the bytes first.
  checkWrite(conditions, findObject(state.store, bucket.name, key), key);
  const blobId = await state.blobs.write(bytes);
  const { sizeBytes, md5, checksum } = bytes.digests;
  const commit = state.store.transaction((writer) => {
    const { name } = sameBucket(writer, bucket);
    const existing = findObject(writer, name, key);
    checkWrite(conditions, existing, key);
    const lastModified = state.clock.now().toISOString();
    const object: ObjectRecord = { ...facts, blobId, sizeBytes, etag: md5, checksum, lastModified };
    putObjectRecord(writer, [name, key], object);
    return { object, existing };
  });
  const { object, existing } = await commit.catch(async (error: unknown) => {
    await state.blobs.remove(blobId);
    throw error;
  });
  if (existing !== undefined) await state.blobs.remove(existing.blobId);
  return object;
}
