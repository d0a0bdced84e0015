import type { Operation } from "../../../pipeline/service.ts";
import { effectiveAcl } from "../acl/acl-rules.ts";
import { aclContent } from "../acl/acl-xml.ts";
import { bucketOperation } from "../bucket-operation.ts";
import { xmlResponse } from "../response.ts";

/** Shows a bucket's ACL as it is in force. */
export const getBucketAcl: Operation = bucketOperation({
  name: "GetBucketAcl",
  errors: [],
  action: "s3:GetBucketAcl",
  run(bucket, { state }) {
    const grants = effectiveAcl(state.store, bucket, { acl: bucket.acl, ownerAccountId: bucket.accountId });
    return xmlResponse("AccessControlPolicy", aclContent(state.store, bucket.accountId, grants));
  },
});
