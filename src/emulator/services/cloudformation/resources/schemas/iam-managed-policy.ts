// Written by `npm run schemas` from @aws-cdk/aws-service-spec (Apache License 2.0): AWS's own schema of the type.

export const IAM_MANAGED_POLICY = {
  name: "AWS::IAM::ManagedPolicy",
  identifier: ["PolicyArn"],
  attributes: ["AttachmentCount", "CreateDate", "DefaultVersionId", "IsAttachable", "PermissionsBoundaryUsageCount", "PolicyArn", "PolicyId", "UpdateDate"],
  properties: {
    Description: { type: "text", recreation: "Always" },
    Groups: { type: "list", of: { type: "text" } },
    ManagedPolicyName: { type: "text", recreation: "Always" },
    Path: { type: "text", recreation: "Always" },
    PolicyDocument: { type: "document", required: true },
    Roles: { type: "list", of: { type: "text" } },
    Users: { type: "list", of: { type: "text" } },
  },
  definitions: {},
} as const;
