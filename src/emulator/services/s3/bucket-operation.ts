import type { ServiceRequest } from "../../pipeline/request.ts";
import type { Operation, OperationContext } from "../../pipeline/service.ts";
import type { StoreWriter } from "../../state/store.ts";
import { bucketOf } from "./address.ts";
import { bucketRequirement, requireBucket } from "./authorisation.ts";
import { type BucketRecord, putBucket, sameBucket } from "./buckets.ts";
import type { ContextKeys } from "./context-keys.ts";
import { type S3Response, s3Operation } from "./response.ts";

/** An operation on one bucket that needs one action on it. */
export interface BucketOperationDefinition {
  readonly name: string;
  readonly errors: readonly string[];
  /** `s3:GetBucketAcl`. */
  readonly action: string;
  /** Context keys of the action. Default: none. */
  keys?(request: ServiceRequest): ContextKeys;
  run(bucket: BucketRecord, context: OperationContext): S3Response | Promise<S3Response>;
}

export function bucketOperation(definition: BucketOperationDefinition): Operation {
  const { name, errors, action } = definition;
  return s3Operation({
    name,
    errors: ["NoSuchBucket", ...errors],
    parse: bucketOf,
    authorise(bucketName, context) {
      const bucket = requireBucket(context, bucketName);
      return [bucketRequirement(context, { bucket, action, keys: definition.keys?.(context.request) ?? {} })];
    },
    run: (bucketName, context) => definition.run(requireBucket(context, bucketName), context),
  });
}

/**
 * Changes a bucket's record, which is read anew inside the transaction.
 *
 * @throws AwsError `NoSuchBucket` where the bucket is gone.
 */
export async function changeBucket(
  { state }: OperationContext,
  bucket: BucketRecord,
  change: (present: BucketRecord, writer: StoreWriter) => BucketRecord,
): Promise<void> {
  await state.store.transaction((writer) => putBucket(writer, change(sameBucket(writer, bucket), writer)));
}
