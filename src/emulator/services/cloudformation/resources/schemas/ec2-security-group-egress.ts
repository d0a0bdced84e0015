// Written by `npm run schemas` from @aws-cdk/aws-service-spec (Apache License 2.0): AWS's own schema of the type.

export const EC2_SECURITY_GROUP_EGRESS = {
  name: "AWS::EC2::SecurityGroupEgress",
  identifier: ["Id"],
  attributes: ["Id"],
  properties: {
    CidrIp: { type: "text", recreation: "Always" },
    CidrIpv6: { type: "text", recreation: "Always" },
    Description: { type: "text" },
    DestinationPrefixListId: { type: "text", recreation: "Always" },
    DestinationSecurityGroupId: { type: "text", recreation: "Always" },
    FromPort: { type: "integer", recreation: "Always" },
    GroupId: { type: "text", required: true, recreation: "Always" },
    IpProtocol: { type: "text", required: true, recreation: "Always" },
    ToPort: { type: "integer", recreation: "Always" },
  },
  definitions: {},
} as const;
