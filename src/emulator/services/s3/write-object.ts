import type { OperationContext } from "../../pipeline/service.ts";
import type { VerifiedBytes } from "./body/upload-body.ts";
import { type BucketRecord, sameBucket } from "./buckets.ts";
import { checkWrite, type WriteConditions } from "./conditions.ts";
import { findObject, type ObjectRecord, putObjectRecord } from "./objects.ts";

/** What is to be written where. */
export interface ObjectWrite {
  readonly bucket: BucketRecord;
  readonly key: string;
  readonly conditions: WriteConditions;
  readonly bytes: VerifiedBytes;
  /** What does not follow from the bytes. */
  readonly facts: Pick<ObjectRecord, "headers" | "metadata" | "storageClass" | "writerAccountId" | "acl">;
}

/**
 * Writes an object: first the bytes, then, in one transaction, the record that makes them visible, together with
 * forgetting the bytes that it replaces.
 *
 * @throws AwsError where a condition does not hold, now or when the bytes are there, or the bytes are not as declared.
 */
export async function writeObject({ state }: OperationContext, write: ObjectWrite): Promise<ObjectRecord> {
  const { bucket, key, conditions, bytes, facts } = write;
  // What fails now would fail then: the client need not send the bytes first.
  checkWrite(conditions, findObject(state.store, bucket.name, key), key);
  const staged = await state.blobs.stage(bytes);
  const { sizeBytes, md5, checksum } = bytes.digests;
  const commit = state.store.transaction((writer) => {
    const { name } = sameBucket(writer, bucket);
    const existing = findObject(writer, name, key);
    checkWrite(conditions, existing, key);
    const lastModified = state.clock.now().toISOString();
    const object: ObjectRecord = { ...facts, blob: staged.ref, sizeBytes, etag: md5, checksum, lastModified };
    putObjectRecord(writer, [name, key], object);
    staged.keep(writer);
    if (existing !== undefined) state.blobs.forget(writer, existing.blob);
    return object;
  });
  return commit.catch(async (error: unknown) => {
    await staged.discard();
    throw error;
  });
}
