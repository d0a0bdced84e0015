import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation, changeBucket } from "../bucket-operation.ts";
import { emptyResponse } from "../response.ts";

/** Removes a bucket's CORS rules. It needs the permission to put them. */
export const deleteBucketCors: Operation = bucketOperation({
  name: "DeleteBucketCors",
  errors: [],
  action: "s3:PutBucketCORS",
  async run(bucket, context) {
    await changeBucket(context, bucket, ({ cors: _removed, ...rest }) => rest);
    return emptyResponse(204);
  },
});
