// Written by `npm run schemas` from @aws-cdk/aws-service-spec (Apache License 2.0): AWS's own schema of the type.

export const EC2_SECURITY_GROUP_INGRESS = {
  name: "AWS::EC2::SecurityGroupIngress",
  identifier: ["Id"],
  attributes: ["Id"],
  properties: {
    CidrIp: { type: "text", recreation: "Always" },
    CidrIpv6: { type: "text", recreation: "Always" },
    Description: { type: "text" },
    FromPort: { type: "integer", recreation: "Always" },
    GroupId: { type: "text", recreation: "Always" },
    GroupName: { type: "text", recreation: "Always" },
    IpProtocol: { type: "text", required: true, recreation: "Always" },
    SourcePrefixListId: { type: "text", recreation: "Always" },
    SourceSecurityGroupId: { type: "text", recreation: "Always" },
    SourceSecurityGroupName: { type: "text", recreation: "Always" },
    SourceSecurityGroupOwnerId: { type: "text", recreation: "Always" },
    ToPort: { type: "integer", recreation: "Always" },
  },
  definitions: {},
} as const;
