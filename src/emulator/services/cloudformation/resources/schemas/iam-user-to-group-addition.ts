// Written by `npm run schemas` from @aws-cdk/aws-service-spec (Apache License 2.0): AWS's own schema of the type.

export const IAM_USER_TO_GROUP_ADDITION = {
  name: "AWS::IAM::UserToGroupAddition",
  identifier: ["Id"],
  attributes: ["Id"],
  properties: {
    GroupName: { type: "text", required: true },
    Users: { type: "list", of: { type: "text" }, required: true },
  },
  definitions: {},
} as const;
