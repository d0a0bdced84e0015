import { textAt } from "./answer.ts";
import {
  ALL_TRAFFIC,
  changeRules,
  EGRESS,
  type EgressRule,
  EMULATED_RULE,
  egressPermission,
  INGRESS,
  type IngressRule,
  ingressPermission,
  makeRules,
} from "./ec2-rules.ts";
import { changeEc2Tags } from "./ec2-tags.ts";
import { ec2 } from "./query-calls.ts";
import { type ResourceContext, type ResourceType, resourceType, unchanged } from "./resource-type.ts";
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
    const { GroupDescription, VpcId } = properties;
    const GroupName = properties.GroupName ?? context.physicalName({ maxLength: 255 });
    const tags = tagSpecification("security-group", resourceTags(properties.Tags, context));
    const answer = await context.call(ec2("CreateSecurityGroup", { GroupName, GroupDescription, VpcId, ...tags }));
    const GroupId = textAt(answer, "groupId");
    // Without a VPC of its own the group is known by its name, which is what instances of the default VPC refer to.
    const physicalId = VpcId === undefined ? GroupName : GroupId;
    await context.initiated({ physicalId, attributes: { GroupId, Id: GroupId } });
    await bothRules(makeRules, { GroupId, before: {}, after: properties }, context);
    const described = await context.call(ec2("DescribeSecurityGroups", { GroupId: [GroupId] }));
    return {
      physicalId,
      attributes: { GroupId, Id: GroupId, VpcId: textAt(described, "securityGroupInfo", 0, "vpcId") },
    };
  },
  async update(old, properties, context) {
    const { GroupId } = old.attributes;
    await bothRules(changeRules, { GroupId, before: old.properties, after: properties }, context);
    await changeEc2Tags(GroupId, { old, tags: properties.Tags }, context);
    return unchanged(old);
  },
  delete: ({ attributes }, context) =>
    context.callUnlessGone(ec2("DeleteSecurityGroup", { GroupId: attributes.GroupId })),
});

interface Rules {
  readonly SecurityGroupIngress?: readonly IngressRule[] | undefined;
  readonly SecurityGroupEgress?: readonly EgressRule[] | undefined;
}

/** Makes or changes the rules of both directions. */
async function bothRules(
  act: typeof changeRules,
  { GroupId, before, after }: { readonly GroupId: string; readonly before: Rules; readonly after: Rules },
  context: ResourceContext,
): Promise<void> {
  const ingress = ({ SecurityGroupIngress = [] }: Rules): readonly object[] =>
    SecurityGroupIngress.map(ingressPermission);
  // A group that says nothing of what goes out lets everything out.
  const egress = ({ SecurityGroupEgress = [ALL_TRAFFIC] }: Rules): readonly object[] =>
    SecurityGroupEgress.map(egressPermission);
  const change = (permissions: typeof ingress) => ({ before: permissions(before), after: permissions(after) });
  await act({ GroupId, direction: INGRESS }, change(ingress), context);
  await act({ GroupId, direction: EGRESS }, change(egress), context);
}
