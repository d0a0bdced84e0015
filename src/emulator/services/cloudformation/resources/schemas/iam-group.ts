// Written by `npm run schemas` from @aws-cdk/aws-service-spec (Apache License 2.0): AWS's own schema of the type.

export const IAM_GROUP = {
  name: "AWS::IAM::Group",
  identifier: ["GroupName"],
  attributes: ["Arn"],
  properties: {
    GroupName: { type: "text", recreation: "Always" },
    ManagedPolicyArns: { type: "list", of: { type: "text" } },
    Path: { type: "text" },
    Policies: { type: "list", of: { type: "object", is: "Policy" } },
  },
  definitions: {
    Policy: {
      PolicyDocument: { type: "document", required: true },
      PolicyName: { type: "text", required: true },
    },
  },
} as const;
