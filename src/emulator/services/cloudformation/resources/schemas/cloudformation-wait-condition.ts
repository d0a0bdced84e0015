// Written by `npm run schemas` from @aws-cdk/aws-service-spec (Apache License 2.0): AWS's own schema of the type.

export const CLOUDFORMATION_WAIT_CONDITION = {
  name: "AWS::CloudFormation::WaitCondition",
  identifier: ["Id"],
  attributes: ["Data", "Id"],
  properties: {
    Count: { type: "integer" },
    Handle: { type: "text" },
    Timeout: { type: "text" },
  },
  definitions: {},
} as const;
