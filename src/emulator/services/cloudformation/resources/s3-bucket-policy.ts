import type { InternalCall } from "../../../pipeline/service.ts";
import { type ResourceType, resourceType } from "./resource-type.ts";
import { bucketCall } from "./s3-calls.ts";
import { S3_BUCKET_POLICY } from "./schemas/s3-bucket-policy.ts";

/** The policy of a bucket. */
export const s3BucketPolicy: ResourceType = resourceType({
  schema: S3_BUCKET_POLICY,
  emulates: true,
  attributes: [],
  async create(properties, context) {
    const made = { physicalId: properties.Bucket, attributes: {} };
    await context.call(putCall(properties));
    await context.initiated(made);
    return made;
  },
  async update(_old, properties, context) {
    await context.call(putCall(properties));
    return { physicalId: properties.Bucket, attributes: {} };
  },
  delete: ({ physicalId }, context) =>
    context.callUnlessGone(
      bucketCall(physicalId, { operation: "DeleteBucketPolicy", method: "DELETE", subresource: "policy" }),
    ),
});

function putCall({ Bucket, PolicyDocument }: { Bucket: string; PolicyDocument: string }): InternalCall {
  return bucketCall(Bucket, {
    operation: "PutBucketPolicy",
    method: "PUT",
    subresource: "policy",
    body: PolicyDocument,
  });
}
