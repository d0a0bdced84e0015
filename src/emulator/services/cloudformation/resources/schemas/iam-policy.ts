// Written by `npm run schemas` from @aws-cdk/aws-service-spec (Apache License 2.0): AWS's own schema of the type.

export const IAM_POLICY = {
  name: "AWS::IAM::Policy",
  identifier: ["Id"],
  attributes: ["Id"],
  properties: {
    Groups: { type: "list", of: { type: "text" } },
    PolicyDocument: { type: "document", required: true },
    PolicyName: { type: "text", required: true },
    Roles: { type: "list", of: { type: "text" } },
    Users: { type: "list", of: { type: "text" } },
  },
  definitions: {},
} as const;
