import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation, changeBucket } from "../bucket-operation.ts";
import { emptyResponse } from "../response.ts";

/** Removes the block: from then on nothing is blocked. It needs the permission to put one. */
export const deletePublicAccessBlock: Operation = bucketOperation({
  name: "DeletePublicAccessBlock",
  errors: [],
  action: "s3:PutBucketPublicAccessBlock",
  async run(bucket, context) {
    await changeBucket(context, bucket, ({ publicAccessBlock: _removed, ...rest }) => rest);
    return emptyResponse(204);
  },
});
