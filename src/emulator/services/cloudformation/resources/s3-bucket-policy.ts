import { type ResourceType, resourceType } from "./resource-type.ts";
import { bucketCall } from "./s3-calls.ts";

/** The policy of a bucket. */
export const s3BucketPolicy: ResourceType = resourceType({
  name: "AWS::S3::BucketPolicy",
  replaces: ["Bucket"],
  properties: {
    Bucket: { type: "text", required: true },
    PolicyDocument: { type: "document", required: true },
  },
  attributes: [],
  async create({ Bucket, PolicyDocument }, context) {
    const made = { physicalId: Bucket, attributes: {} };
    const call = { operation: "PutBucketPolicy", method: "PUT", subresource: "policy", body: PolicyDocument } as const;
    await context.call(bucketCall(Bucket, call));
    await context.initiated(made);
    return made;
  },
  delete: ({ physicalId }, context) =>
    context.callUnlessGone(
      bucketCall(physicalId, { operation: "DeleteBucketPolicy", method: "DELETE", subresource: "policy" }),
    ),
});
