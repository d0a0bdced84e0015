import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation } from "../bucket-operation.ts";
import { xmlResponse } from "../response.ts";

/** Tells a bucket's region; in us-east-1 the element is empty. */
export const getBucketLocation: Operation = bucketOperation({
  name: "GetBucketLocation",
  errors: [],
  action: "s3:GetBucketLocation",
  run: (bucket) => xmlResponse("LocationConstraint", bucket.locationConstraint ?? ""),
});
