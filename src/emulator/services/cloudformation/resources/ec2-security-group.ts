import { textAt } from "./answer.ts";
import { ALL_TRAFFIC, EMULATED_RULE, egressPermission, ingressPermission } from "./ec2-rules.ts";
import { ec2 } from "./query-calls.ts";
import { type ResourceType, resourceType } from "./resource-type.ts";
import { EC2_SECURITY_GROUP } from "./schemas/ec2-security-group.ts";
import { resourceTags, tagSpecification } from "./tags.ts";

/** A security group with its rules. */
export const ec2SecurityGroup: ResourceType = resourceType({
  schema: EC2_SECURITY_GROUP,
  emulates: {
    GroupDescription: true,
    GroupName: true,
    SecurityGroupEgress: { ...EMULATED_RULE, DestinationSecurityGroupId: true },
    SecurityGroupIngress: { ...EMULATED_RULE, SourceSecurityGroupId: true, SourceSecurityGroupName: true },
    Tags: true,
    VpcId: true,
  },
  nameProperty: "GroupName",
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
      await context.call(ec2("RevokeSecurityGroupEgress", { GroupId, IpPermissions: [egressPermission(ALL_TRAFFIC)] }));
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
