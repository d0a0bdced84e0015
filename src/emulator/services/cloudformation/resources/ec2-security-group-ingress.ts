import { textAt } from "./answer.ts";
import { EMULATED_RULE, INGRESS, ingressPermission } from "./ec2-rules.ts";
import { ec2 } from "./query-calls.ts";
import { type ResourceType, resourceType } from "./resource-type.ts";
import { EC2_SECURITY_GROUP_INGRESS } from "./schemas/ec2-security-group-ingress.ts";

/** One rule for what comes in, of a group that may be made elsewhere. */
export const ec2SecurityGroupIngress: ResourceType = resourceType({
  schema: EC2_SECURITY_GROUP_INGRESS,
  emulates: {
    ...EMULATED_RULE,
    GroupId: true,
    GroupName: true,
    SourceSecurityGroupId: true,
    SourceSecurityGroupName: true,
  },
  attributes: ["Id"],
  async create({ GroupId, GroupName, ...rule }, context) {
    const input = { GroupId, GroupName, IpPermissions: [ingressPermission(rule)] };
    const Id = textAt(
      await context.call(ec2(INGRESS.authorize, input)),
      "securityGroupRuleSet",
      0,
      "securityGroupRuleId",
    );
    const made = { physicalId: Id, attributes: { Id } };
    await context.initiated(made);
    return made;
  },
  delete: ({ physicalId, properties: { GroupId, GroupName } }, context) =>
    context.callUnlessGone(ec2(INGRESS.revoke, { GroupId, GroupName, SecurityGroupRuleId: [physicalId] })),
});
