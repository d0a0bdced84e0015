import { AwsError } from "../../../wire/index.ts";
import type { StagedBlob } from "../../state/blobs.ts";
import type { EmulatorState } from "../../state/state.ts";
import { type BucketRecord, sameBucket } from "./buckets.ts";

/**
 * Takes in the bytes of an upload to a bucket. A reset in the middle takes the files away under them: what is then said is
 * that the bucket is gone, and not that something broke.
 *
 * @throws AwsError `NoSuchBucket`, or what the bytes throw.
 */
export async function stageBytes(
  { blobs, store }: Pick<EmulatorState, "blobs" | "store">,
  bucket: BucketRecord,
  bytes: AsyncIterable<Uint8Array>,
): Promise<StagedBlob> {
  try {
    return await blobs.stage(bytes);
  } catch (error) {
    if (!(error instanceof AwsError)) sameBucket(store, bucket);
    throw error;
  }
}
