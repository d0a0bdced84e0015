import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation, changeBucket } from "../bucket-operation.ts";
import { emptyResponse } from "../response.ts";

/** Removes a bucket's tags. It needs the permission to put them. */
export const deleteBucketTagging: Operation = bucketOperation({
  name: "DeleteBucketTagging",
  errors: [],
  action: "s3:PutBucketTagging",
  async run(bucket, context) {
    await changeBucket(context, bucket, ({ tags: _removed, ...rest }) => rest);
    return emptyResponse(204);
  },
});
