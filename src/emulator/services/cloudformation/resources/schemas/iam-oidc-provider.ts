// Written by `npm run schemas` from @aws-cdk/aws-service-spec (Apache License 2.0): AWS's own schema of the type.

export const IAM_OIDC_PROVIDER = {
  name: "AWS::IAM::OIDCProvider",
  identifier: ["Arn"],
  attributes: ["Arn"],
  properties: {
    ClientIdList: { type: "list", of: { type: "text" } },
    Tags: { type: "list", of: { type: "object", is: "Tag" } },
    ThumbprintList: { type: "list", of: { type: "text" } },
    Url: { type: "text", recreation: "Always" },
  },
  definitions: {
    Tag: {
      Key: { type: "text", required: true },
      Value: { type: "text", required: true },
    },
  },
} as const;
