// Written by `npm run schemas` from @aws-cdk/aws-service-spec (Apache License 2.0): AWS's own schema of the type.

export const S3_BUCKET_POLICY = {
  name: "AWS::S3::BucketPolicy",
  identifier: ["Bucket"],
  attributes: [],
  properties: {
    Bucket: { type: "text", required: true, recreation: "Always" },
    PolicyDocument: { type: "document", required: true },
  },
  definitions: {},
} as const;
