// Written by `npm run schemas` from @aws-cdk/aws-service-spec (Apache License 2.0): AWS's own schema of the type.

export const IAM_USER = {
  name: "AWS::IAM::User",
  identifier: ["UserName"],
  attributes: ["Arn"],
  properties: {
    Groups: { type: "list", of: { type: "text" } },
    LoginProfile: { type: "object", is: "LoginProfile" },
    ManagedPolicyArns: { type: "list", of: { type: "text" } },
    Path: { type: "text" },
    PermissionsBoundary: { type: "text" },
    Policies: { type: "list", of: { type: "object", is: "Policy" } },
    Tags: { type: "list", of: { type: "object", is: "Tag" } },
    UserName: { type: "text", recreation: "Always" },
  },
  definitions: {
    LoginProfile: {
      Password: { type: "text", required: true },
      PasswordResetRequired: { type: "boolean" },
    },
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
