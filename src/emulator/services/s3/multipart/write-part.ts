import type { OperationContext } from "../../../pipeline/service.ts";
import type { DigestedBytes } from "../body/digested-bytes.ts";
import { type BucketRecord, sameBucket } from "../buckets.ts";
import { stageBytes } from "../stage-bytes.ts";
import { findPart, type PartRecord, putPart } from "./parts.ts";
import { requireUpload, type UploadName } from "./uploads.ts";

/** Which part of which upload is written. */
export interface PartWrite {
  readonly bucket: BucketRecord;
  readonly upload: UploadName;
  readonly number: number;
  /** INVARIANT: their `kept` checksum is of the upload's algorithm. */
  readonly bytes: DigestedBytes;
}

/** Writes a part: first the bytes, then, in one transaction, its record, which takes the place of an earlier one. */
export async function writePart({ state }: OperationContext, write: PartWrite): Promise<PartRecord> {
  const { bucket, upload, number, bytes } = write;
  const staged = await stageBytes(state, bucket, bytes);
  const { sizeBytes, md5, kept } = bytes.digests;
  const commit = state.store.transaction((writer) => {
    sameBucket(writer, bucket);
    // It may have been completed or aborted while the bytes came.
    requireUpload(writer, upload);
    const former = findPart(writer, upload.uploadId, number);
    if (former !== undefined) state.blobs.forget(writer, former.blob);
    staged.keep(writer);
    const lastModified = state.clock.now().toISOString();
    const part = { number, blob: staged.ref, sizeBytes, etag: md5, lastModified, checksum: kept };
    putPart(writer, upload.uploadId, part);
    return part;
  });
  return commit.catch(async (error: unknown) => {
    await staged.discard();
    throw error;
  });
}
