import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation, changeBucket } from "../bucket-operation.ts";
import { emptyResponse } from "../response.ts";

/** Removes the controls: from then on writers own their objects, and ACLs count. It needs the permission to put them. */
export const deleteBucketOwnershipControls: Operation = bucketOperation({
  name: "DeleteBucketOwnershipControls",
  errors: [],
  action: "s3:PutBucketOwnershipControls",
  async run(bucket, context) {
    await changeBucket(context, bucket, ({ ownership: _removed, ...rest }) => rest);
    return emptyResponse(204);
  },
});
