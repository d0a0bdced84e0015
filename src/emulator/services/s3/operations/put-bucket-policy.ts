import type { Operation } from "../../../pipeline/service.ts";
import { readDocument } from "../body/document.ts";
import { changeBucket } from "../bucket-operation.ts";
import { policyOperation } from "../bucket-policy/policy-operation.ts";
import { readBucketPolicy } from "../bucket-policy/read-bucket-policy.ts";
import { s3Arn } from "../buckets.ts";
import { deniedBecause } from "../denial.ts";
import { blockedBy } from "../public-access/blocked-by.ts";
import { emptyResponse } from "../response.ts";

/** Sets a bucket's policy, unless it would let the public in and the bucket or its account blocks that. */
export const putBucketPolicy: Operation = policyOperation({
  name: "PutBucketPolicy",
  errors: ["MalformedPolicy"],
  async run(bucket, context) {
    const text = await readDocument(context.request);
    const policy = readBucketPolicy(text, { bucket: bucket.name, reader: context.state.store });
    await changeBucket(context, bucket, (present, writer) => {
      if (policy.isPublic && blockedBy(writer, present, "blockPublicPolicy") !== undefined) {
        throw deniedBecause(
          context.caller,
          { action: "s3:PutBucketPolicy", resource: s3Arn(present.name), resourceAccountId: present.accountId },
          "because public policies are blocked by the BlockPublicPolicy block public access setting.",
        );
      }
      return { ...present, policy };
    });
    return emptyResponse(204);
  },
});
