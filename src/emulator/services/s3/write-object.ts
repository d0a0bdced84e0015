import type { OperationContext } from "../../pipeline/service.ts";
import type { StoreReader } from "../../state/store.ts";
import type { DigestedBytes } from "./body/digested-bytes.ts";
import { type BucketRecord, sameBucket } from "./buckets.ts";
import { checkWrite, isUnconditional, type WriteConditions } from "./conditions.ts";
import { findObject, type ObjectRecord } from "./objects.ts";
import { stageBytes } from "./stage-bytes.ts";
import { putLatest } from "./versioning/change-versions.ts";

/** What is to be written where. */
export interface ObjectWrite {
  readonly bucket: BucketRecord;
  readonly key: string;
  readonly conditions: WriteConditions;
  readonly bytes: DigestedBytes;
  /** What does not follow from the bytes. */
  readonly facts: Pick<ObjectRecord, "headers" | "metadata" | "storageClass" | "tags" | "writerAccountId" | "acl">;
}

/**
 * Writes an object: first the bytes, then, in one transaction, the record that makes them visible.
 *
 * @throws AwsError where a condition does not hold, now or when the bytes are there, or the bytes are not as declared.
 */
export async function writeObject({ state }: OperationContext, write: ObjectWrite): Promise<ObjectRecord> {
  const { bucket, key, conditions, bytes, facts } = write;
  // What fails now would fail then: the client need not send the bytes first.
  checkConditions(conditions, state.store, { bucket, key });
  const staged = await stageBytes(state, bucket, bytes);
  const { sizeBytes, md5, checksum } = bytes.digests;
  const content = { form: "whole", blob: staged.ref } as const;
  try {
    return await state.store.transaction((writer) => {
      const present = sameBucket(writer, bucket);
      checkConditions(conditions, writer, { bucket: present, key });
      staged.keep(writer);
      const lastModified = state.clock.now().toISOString();
      const object = Object.assign({ content, sizeBytes, etag: md5, checksum, lastModified }, facts);
      return putLatest({ writer, bucket: present, key, state }, object);
    });
  } catch (error) {
    await staged.discard();
    throw error;
  }
}

/** Most writes have no condition, and need not know what is there. */
function checkConditions(
  conditions: WriteConditions,
  reader: StoreReader,
  { bucket, key }: Pick<ObjectWrite, "bucket" | "key">,
): void {
  if (isUnconditional(conditions)) return;
  checkWrite(conditions, findObject(reader, bucket.name, key), key);
}
