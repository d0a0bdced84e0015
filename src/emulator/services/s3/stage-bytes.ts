import { AwsError } from "../../../wire/index.ts";
import type { StagedBlob } from "../../state/blobs.ts";
import type { EmulatorState } from "../../state/state.ts";
import type { DigestedBytes } from "./body/digested-bytes.ts";
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
  bytes: DigestedBytes,
): Promise<StagedBlob> {
  try {
    const whole = await bytes.whole?.();
    return whole === undefined ? await blobs.stage(bytes) : blobs.stageSmall(whole);
  } catch (error) {
    if (!(error instanceof AwsError)) sameBucket(store, bucket);
    throw error;
  }
}
