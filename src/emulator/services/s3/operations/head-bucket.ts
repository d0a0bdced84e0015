import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation } from "../bucket-operation.ts";
import { s3Arn } from "../buckets.ts";
import { emptyResponse } from "../response.ts";

/** Tells whether a bucket is there and may be listed. */
export const headBucket: Operation = bucketOperation({
  name: "HeadBucket",
  errors: [],
  action: "s3:ListBucket",
  run: (bucket, { state }) =>
    emptyResponse(200, {
      "content-type": "application/xml",
      "x-amz-bucket-region": state.region,
      "x-amz-bucket-arn": s3Arn(bucket.name),
      "x-amz-access-point-alias": "false",
    }),
});
