// Written by `npm run schemas` from @aws-cdk/aws-service-spec (Apache License 2.0): AWS's own schema of the type.

export const IAM_INSTANCE_PROFILE = {
  name: "AWS::IAM::InstanceProfile",
  identifier: ["InstanceProfileName"],
  attributes: ["Arn"],
  properties: {
    InstanceProfileName: { type: "text", recreation: "Always" },
    Path: { type: "text", recreation: "Always" },
    Roles: { type: "list", of: { type: "text" }, required: true },
  },
  definitions: {},
} as const;
