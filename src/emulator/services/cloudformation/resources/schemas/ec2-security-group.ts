// Written by `npm run schemas` from @aws-cdk/aws-service-spec (Apache License 2.0): AWS's own schema of the type.

export const EC2_SECURITY_GROUP = {
  name: "AWS::EC2::SecurityGroup",
  identifier: ["Id"],
  attributes: ["GroupId", "Id", "VpcId"],
  properties: {
    GroupDescription: { type: "text", required: true, recreation: "Always" },
    GroupName: { type: "text", recreation: "Always" },
    SecurityGroupEgress: { type: "list", of: { type: "object", is: "Egress" } },
    SecurityGroupIngress: { type: "list", of: { type: "object", is: "Ingress" } },
    Tags: { type: "list", of: { type: "object", is: "Tag" } },
    VpcId: { type: "text", recreation: "Always" },
  },
  definitions: {
    Egress: {
      CidrIp: { type: "text" },
      CidrIpv6: { type: "text" },
      Description: { type: "text" },
      DestinationPrefixListId: { type: "text" },
      DestinationSecurityGroupId: { type: "text" },
      FromPort: { type: "integer" },
      IpProtocol: { type: "text", required: true },
      ToPort: { type: "integer" },
    },
    Ingress: {
      CidrIp: { type: "text" },
      CidrIpv6: { type: "text" },
      Description: { type: "text" },
      FromPort: { type: "integer" },
      IpProtocol: { type: "text", required: true },
      SourcePrefixListId: { type: "text" },
      SourceSecurityGroupId: { type: "text" },
      SourceSecurityGroupName: { type: "text" },
      SourceSecurityGroupOwnerId: { type: "text" },
      ToPort: { type: "integer" },
    },
    Tag: {
      Key: { type: "text", required: true },
      Value: { type: "text", required: true },
    },
  },
} as const;
