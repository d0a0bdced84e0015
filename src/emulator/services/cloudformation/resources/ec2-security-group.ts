import type { InternalCall } from "../../../pipeline/service.ts";
import { textAt } from "./answer.ts";
import { type ResourceType, resourceType } from "./resource-type.ts";
import type { Members, PropertiesOf, Shape } from "./shapes.ts";
import { notEmulated } from "./shapes.ts";
import { resourceTags, TAGS, tagSpecification } from "./tags.ts";

const ec2 = (operation: string, input: object): InternalCall => ({ service: "ec2", operation, input });

const COMMON_RULE = {
  CidrIp: { type: "text" },
  CidrIpv6: { type: "text" },
  Description: { type: "text" },
  FromPort: { type: "integer" },
  IpProtocol: { type: "text", required: true },
  ToPort: { type: "integer" },
} as const satisfies Members;

const INGRESS = {
  type: "list",
  of: {
    type: "object",
    members: {
      ...COMMON_RULE,
      SourceSecurityGroupId: { type: "text" },
      SourceSecurityGroupName: { type: "text" },
      ...notEmulated(["SourcePrefixListId", "SourceSecurityGroupOwnerId"]),
    },
  },
} as const satisfies Shape;

const EGRESS = {
  type: "list",
  of: {
    type: "object",
    members: {
      ...COMMON_RULE,
      DestinationSecurityGroupId: { type: "text" },
      ...notEmulated(["DestinationPrefixListId"]),
    },
  },
} as const satisfies Shape;

/** A security group with its rules. */
export const ec2SecurityGroup: ResourceType = resourceType({
  name: "AWS::EC2::SecurityGroup",
  nameProperty: "GroupName",
  replaces: ["GroupDescription", "GroupName", "VpcId"],
  properties: {
    GroupDescription: { type: "text", required: true },
    GroupName: { type: "text" },
    SecurityGroupEgress: EGRESS,
    SecurityGroupIngress: INGRESS,
    Tags: TAGS,
    VpcId: { type: "text" },
  },
  attributes: ["GroupId", "Id", "VpcId"],
  async create(properties, context) {
    const { GroupDescription, VpcId, SecurityGroupIngress = [], SecurityGroupEgress } = properties;
    const GroupName = properties.GroupName ?? context.physicalName({ maxLength: 255 });
    const tags = tagSpecification("security-group", resourceTags(properties.Tags, context));
    const answer = await context.call(ec2("CreateSecurityGroup", { GroupName, GroupDescription, VpcId, ...tags }));
    const GroupId = textAt(answer, "groupId");
    // Without a VPC of its own the group is known by its name, which is what instances of the default VPC refer to.
    const physicalId = VpcId === undefined ? GroupName : GroupId;
    await context.initiated({ physicalId, attributes: { GroupId, Id: GroupId } });
    if (SecurityGroupIngress.length > 0) {
      const IpPermissions = SecurityGroupIngress.map(ingressPermission);
      await context.call(ec2("AuthorizeSecurityGroupIngress", { GroupId, IpPermissions }));
    }
    if (SecurityGroupEgress !== undefined) {
      await context.call(ec2("RevokeSecurityGroupEgress", { GroupId, IpPermissions: [ALL_TRAFFIC] }));
      const IpPermissions = SecurityGroupEgress.map(egressPermission);
      if (IpPermissions.length > 0) {
        await context.call(ec2("AuthorizeSecurityGroupEgress", { GroupId, IpPermissions }));
      }
    }
    const described = await context.call(ec2("DescribeSecurityGroups", { GroupId: [GroupId] }));
    return {
      physicalId,
      attributes: { GroupId, Id: GroupId, VpcId: textAt(described, "securityGroupInfo", 0, "vpcId") },
    };
  },
  delete: ({ attributes }, context) =>
    context.callUnlessGone(ec2("DeleteSecurityGroup", { GroupId: attributes.GroupId })),
});

/** What a new group lets out until it is told otherwise. */
const ALL_TRAFFIC = { IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] };

/** A rule in the form of EC2's query protocol, whose list of groups is called `Groups`. */
function permission(rule: PropertiesOf<typeof COMMON_RULE>, groups: readonly object[]): object {
  const { IpProtocol, FromPort, ToPort, CidrIp, CidrIpv6, Description } = rule;
  return {
    IpProtocol,
    FromPort,
    ToPort,
    ...(CidrIp === undefined ? {} : { IpRanges: [{ CidrIp, Description }] }),
    ...(CidrIpv6 === undefined ? {} : { Ipv6Ranges: [{ CidrIpv6, Description }] }),
    ...(groups.length === 0 ? {} : { Groups: groups.map((group) => ({ ...group, Description })) }),
  };
}

function ingressPermission(rule: PropertiesOf<(typeof INGRESS)["of"]["members"]>): object {
  const { SourceSecurityGroupId: GroupId, SourceSecurityGroupName: GroupName } = rule;
  return permission(rule, GroupId === undefined && GroupName === undefined ? [] : [{ GroupId, GroupName }]);
}

function egressPermission(rule: PropertiesOf<(typeof EGRESS)["of"]["members"]>): object {
  const { DestinationSecurityGroupId: GroupId } = rule;
  return permission(rule, GroupId === undefined ? [] : [{ GroupId }]);
}
