// Written by `npm run schemas` from @aws-cdk/aws-service-spec (Apache License 2.0): AWS's own schema of the type.

export const IAM_ROLE = {
  name: "AWS::IAM::Role",
  identifier: ["RoleName"],
  attributes: ["Arn", "RoleId"],
  properties: {
    AssumeRolePolicyDocument: { type: "document", required: true },
    Description: { type: "text" },
    ManagedPolicyArns: { type: "list", of: { type: "text" } },
    MaxSessionDuration: { type: "integer" },
    Path: { type: "text", recreation: "Always" },
    PermissionsBoundary: { type: "text" },
    Policies: { type: "list", of: { type: "object", is: "Policy" } },
    RoleName: { type: "text", recreation: "Always" },
    Tags: { type: "list", of: { type: "object", is: "Tag" } },
  },
  definitions: {
    Policy: {
      PolicyDocument: { type: "document", required: true },
      PolicyName: { type: "text", required: true },
    },
    Tag: {
      Key: { type: "text", required: true },
      Value: { type: "text", required: true },
    },
  },
} as const;
