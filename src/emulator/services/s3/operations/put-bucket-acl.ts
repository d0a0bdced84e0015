import type { Operation } from "../../../pipeline/service.ts";
import { readAclChange } from "../acl/acl-change.ts";
import { checkAclAllowed } from "../acl/acl-rules.ts";
import { bucketOperation, changeBucket } from "../bucket-operation.ts";
import { s3Arn } from "../buckets.ts";
import { ACL_HEADERS, headerKeys } from "../context-keys.ts";
import { emptyResponse } from "../response.ts";

/** Replaces a bucket's ACL. */
export const putBucketAcl: Operation = bucketOperation({
  name: "PutBucketAcl",
  errors: ["AccessControlListNotSupported", "InvalidArgument", "MalformedACLError", "MissingSecurityHeader"],
  action: "s3:PutBucketAcl",
  keys: (request) => headerKeys(request, ACL_HEADERS),
  async run(bucket, context) {
    const owners = { ownerAccountId: bucket.accountId, bucketOwnerAccountId: bucket.accountId };
    const change = await readAclChange(context, "bucket", owners);
    const requirement = { action: "s3:PutBucketAcl", resource: s3Arn(bucket.name) };
    await changeBucket(context, bucket, (present) => {
      checkAclAllowed({ ...change, bucket: present, requirement }, context);
      return { ...present, acl: change.grants };
    });
    return emptyResponse(200);
  },
});
