import type { Operation } from "../../../pipeline/service.ts";
import { changeBucket } from "../bucket-operation.ts";
import { policyOperation } from "../bucket-policy/policy-operation.ts";
import { emptyResponse } from "../response.ts";

/** Removes a bucket's policy; one that is not there counts as removed. */
export const deleteBucketPolicy: Operation = policyOperation({
  name: "DeleteBucketPolicy",
  errors: [],
  async run(bucket, context) {
    await changeBucket(context, bucket, ({ policy: _removed, ...rest }) => rest);
    return emptyResponse(204);
  },
});
