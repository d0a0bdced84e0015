import type { EmulatorState } from "../../../state/state.ts";
import type { StoreWriter } from "../../../state/store.ts";
import { type BucketRecord, findBucket } from "../buckets.ts";
import { partRows, removePart } from "./parts.ts";
import { removeUploadRecord, type UploadName, uploadRows } from "./uploads.ts";

type DropState = Pick<EmulatorState, "blobs">;

/** Drops an upload with all of its parts. */
export function dropUpload(writer: StoreWriter, { blobs }: DropState, name: UploadName): void {
  removeUploadRecord(writer, name);
  for (const part of [...partRows(writer, name.uploadId)]) {
    removePart(writer, name.uploadId, part.number);
    blobs.forget(writer, part.blob);
  }
}

/** Drops all uploads of a bucket, in the transaction that removes it. */
export function dropUploadsOf(writer: StoreWriter, state: DropState, bucket: string): void {
  for (const [key, { uploadId }] of [...uploadRows(writer, bucket, {})]) {
    dropUpload(writer, state, { bucket, key, uploadId });
  }
}

/**
 * Aborts the uploads of a bucket that were initiated before a date, as a lifecycle rule asks for.
 *
 * @returns the names of the aborted ones.
 */
export async function abortUploadsBefore(
  state: Pick<EmulatorState, "blobs" | "store">,
  bucket: Pick<BucketRecord, "name" | "createdAt">,
  { prefix = "", before }: { readonly prefix?: string; readonly before: Date },
): Promise<readonly UploadName[]> {
  return state.store.transaction((writer) => {
    if (findBucket(writer, bucket.name)?.createdAt !== bucket.createdAt) return [];
    const aborted: UploadName[] = [];
    for (const [key, { uploadId, initiatedAt }] of [...uploadRows(writer, bucket.name, { prefix })]) {
      if (new Date(initiatedAt) >= before) continue;
      const name = { bucket: bucket.name, key, uploadId };
      dropUpload(writer, state, name);
      aborted.push(name);
    }
    return aborted;
  });
}
