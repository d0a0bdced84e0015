// Written by `npm run schemas` from @aws-cdk/aws-service-spec (Apache License 2.0): AWS's own schema of the type.

export const IAM_ACCESS_KEY = {
  name: "AWS::IAM::AccessKey",
  identifier: ["Id"],
  attributes: ["Id", "SecretAccessKey"],
  properties: {
    Serial: { type: "integer", recreation: "Always" },
    Status: { type: "text" },
    UserName: { type: "text", required: true, recreation: "Always" },
  },
  definitions: {},
} as const;
