import type { Operation, OperationContext } from "../../../pipeline/service.ts";
import type { StoreReader } from "../../../state/store.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { readGroupChoice } from "../group-choice.ts";
import { checkIds } from "../ids.ts";
import { type AskedRule, readIpPermissions } from "../ip-permissions.ts";
import { ec2Arn, requirement, resourceTagKeys } from "../resources.ts";
import { resolveRule, sameTraffic } from "../rules.ts";
import { ruleItem, type SecurityGroupRuleItem } from "../security-group-items.ts";
import {
  chosenGroup,
  type GroupChoice,
  groupIdForPolicy,
  putGroup,
  type SecurityGroupRecord,
  type SecurityGroupRule,
} from "../security-groups.ts";

export interface RevokeSecurityGroupIngressResult {
  readonly return: true;
  readonly revokedSecurityGroupRuleSet: readonly SecurityGroupRuleItem[];
}

interface Input {
  readonly choice: GroupChoice;
  readonly rules: readonly AskedRule[];
  readonly ruleIds: readonly string[];
}

/** Removes rules from a group: all of them, or none where one is not there. */
export const revokeSecurityGroupIngress: Operation = ec2Operation({
  name: "RevokeSecurityGroupIngress",
  errors: [
    "InvalidGroup.NotFound",
    "InvalidGroupId.Malformed",
    "InvalidParameterCombination",
    "InvalidParameterValue",
    "InvalidPermission.NotFound",
    "InvalidSecurityGroupRuleId.Malformed",
    "InvalidSecurityGroupRuleId.NotFound",
    "MissingParameter",
  ],
  parse(params): Input {
    const [rules, ruleIds] = [readIpPermissions(params), params.list("SecurityGroupRuleId")];
    if (rules.length === 0 && ruleIds.length === 0) throw ec2Errors.missingParameter("ipPermissions");
    checkIds(ruleIds, "sgr", "InvalidSecurityGroupRuleId.Malformed");
    return { choice: readGroupChoice(params), rules, ruleIds };
  },
  authorise({ choice }, context) {
    const { groupId, tags } = groupIdForPolicy(context, choice);
    const resource = ec2Arn(context, "security-group", groupId);
    const keys = resourceTagKeys(tags);
    return [requirement(context, { action: "ec2:RevokeSecurityGroupIngress", resource, context: keys })];
  },
  validate(input, context) {
    findRules(input, context, context.state.store);
  },
  run(input, context): Promise<RevokeSecurityGroupIngressResult> {
    return context.state.store.transaction((writer) => {
      const { group, found } = findRules(input, context, writer);
      putGroup(writer, { ...group, rules: group.rules.filter((rule) => !found.includes(rule)) });
      // The revoked rules are shown without owner and ARN.
      const shown = found.map((rule) => {
        const {
          groupOwnerId: _owner,
          securityGroupRuleArn: _arn,
          ...item
        } = ruleItem(context.state.region, group, rule);
        return item;
      });
      return { return: true, revokedSecurityGroupRuleSet: shown };
    });
  },
});

function findRules(
  { choice, rules, ruleIds }: Input,
  context: OperationContext,
  reader: StoreReader,
): { group: SecurityGroupRecord; found: readonly SecurityGroupRule[] } {
  const group = chosenGroup(context, reader, choice);
  const ingress = group.rules.filter((rule) => !rule.isEgress);
  const byId = ruleIds.map((id) => {
    const rule = ingress.find(({ ruleId }) => ruleId === id);
    if (rule !== undefined) return rule;
    const message = `The security group rule ID '${id}' does not exist`;
    throw ec2Errors.coded("InvalidSecurityGroupRuleId.NotFound", message);
  });
  const byTraffic = rules.map((asked) => {
    const resolved = resolveRule(context, reader, asked);
    const rule = ingress.find((candidate) => sameTraffic(candidate, resolved));
    if (rule !== undefined) return rule;
    const message = "The specified rule does not exist in this security group.";
    throw ec2Errors.coded("InvalidPermission.NotFound", message);
  });
  return { group, found: [...new Set([...byId, ...byTraffic])] };
}
