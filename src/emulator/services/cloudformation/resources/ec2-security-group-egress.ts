import { textAt } from "./answer.ts";
import { EGRESS, EMULATED_RULE, egressPermission } from "./ec2-rules.ts";
import { ec2 } from "./query-calls.ts";
import { type ResourceType, resourceType } from "./resource-type.ts";
import { EC2_SECURITY_GROUP_EGRESS } from "./schemas/ec2-security-group-egress.ts";

/** One rule for what goes out, of a group that may be made elsewhere. */
export const ec2SecurityGroupEgress: ResourceType = resourceType({
  schema: EC2_SECURITY_GROUP_EGRESS,
  emulates: { ...EMULATED_RULE, DestinationSecurityGroupId: true, GroupId: true },
  attributes: ["Id"],
  async create({ GroupId, ...rule }, context) {
    const input = { GroupId, IpPermissions: [egressPermission(rule)] };
    const Id = textAt(
      await context.call(ec2(EGRESS.authorize, input)),
      "securityGroupRuleSet",
      0,
      "securityGroupRuleId",
    );
    const made = { physicalId: Id, attributes: { Id } };
    await context.initiated(made);
    return made;
  },
  delete: ({ physicalId, properties: { GroupId } }, context) =>
    context.callUnlessGone(ec2(EGRESS.revoke, { GroupId, SecurityGroupRuleId: [physicalId] })),
});
