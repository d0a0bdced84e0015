// Written by `npm run schemas` from @aws-cdk/aws-service-spec (Apache License 2.0): AWS's own schema of the type.

export const SSM_PARAMETER = {
  name: "AWS::SSM::Parameter",
  identifier: ["Name"],
  attributes: ["Arn", "Type", "Value"],
  properties: {
    AllowedPattern: { type: "text" },
    DataType: { type: "text", values: ["text", "aws:ec2:image"] },
    Description: { type: "text" },
    Name: { type: "text", recreation: "Always" },
    Policies: { type: "text" },
    Tags: { type: "map", of: { type: "text" } },
    Tier: { type: "text", values: ["Standard", "Advanced", "Intelligent-Tiering"] },
    Type: { type: "text", values: ["String", "StringList"], required: true },
    Value: { type: "text", required: true },
  },
  definitions: {},
} as const;
