// Written by `npm run schemas` from @aws-cdk/aws-service-spec (Apache License 2.0): AWS's own schema of the type.

export const CLOUDFORMATION_WAIT_CONDITION_HANDLE = {
  name: "AWS::CloudFormation::WaitConditionHandle",
  identifier: ["Id"],
  attributes: ["Id"],
  properties: {},
  definitions: {},
} as const;
