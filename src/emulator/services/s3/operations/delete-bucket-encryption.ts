import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation, changeBucket } from "../bucket-operation.ts";
import { emptyResponse } from "../response.ts";

/** Goes back to what every bucket has. It needs the permission to put. */
export const deleteBucketEncryption: Operation = bucketOperation({
  name: "DeleteBucketEncryption",
  errors: [],
  action: "s3:PutEncryptionConfiguration",
  async run(bucket, context) {
    await changeBucket(context, bucket, ({ encryption: _removed, ...rest }) => rest);
    return emptyResponse(204);
  },
});
