import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation } from "../bucket-operation.ts";
import { bucketError } from "../errors.ts";
import { xmlResponse } from "../response.ts";

/** Tells whether a bucket's policy lets the public in, as Block Public Access understands it. */
export const getBucketPolicyStatus: Operation = bucketOperation({
  name: "GetBucketPolicyStatus",
  errors: ["NoSuchBucketPolicy"],
  action: "s3:GetBucketPolicyStatus",
  run({ name, policy }) {
    if (policy === undefined) {
      throw bucketError(404, "NoSuchBucketPolicy", { message: "The bucket policy does not exist", bucket: name });
    }
    return xmlResponse("PolicyStatus", { IsPublic: policy.isPublic });
  },
});
