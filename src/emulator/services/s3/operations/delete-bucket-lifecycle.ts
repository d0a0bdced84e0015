import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation, changeBucket } from "../bucket-operation.ts";
import { emptyResponse } from "../response.ts";

/** Removes a bucket's lifecycle rules. It needs the permission to put them. */
export const deleteBucketLifecycle: Operation = bucketOperation({
  name: "DeleteBucketLifecycle",
  errors: [],
  action: "s3:PutLifecycleConfiguration",
  async run(bucket, context) {
    await changeBucket(context, bucket, ({ lifecycle: _removed, ...rest }) => rest);
    return emptyResponse(204);
  },
});
