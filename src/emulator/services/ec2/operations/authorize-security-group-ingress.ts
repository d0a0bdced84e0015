import type { Operation } from "../../../pipeline/service.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { readGroupChoice } from "../group-choice.ts";
import { newId } from "../ids.ts";
import { readIpPermissions } from "../ip-permissions.ts";
import { ec2Arn, requirement, resourceTagKeys } from "../resources.ts";
import { type ResolvedRule, resolveRule, ruleText, sameTraffic } from "../rules.ts";
import { ruleItem, type SecurityGroupRuleItem } from "../security-group-items.ts";
import { chosenGroup, groupIdForPolicy, putGroup, type SecurityGroupRecord } from "../security-groups.ts";

export interface AuthorizeSecurityGroupIngressResult {
  readonly return: true;
  readonly securityGroupRuleSet: readonly SecurityGroupRuleItem[];
}

const MAX_RULES = 60;

/** Adds rules to a group: all of them, or none where one is there already. */
export const authorizeSecurityGroupIngress: Operation = ec2Operation({
  name: "AuthorizeSecurityGroupIngress",
  errors: [
    "InvalidGroup.NotFound",
    "InvalidGroupId.Malformed",
    "InvalidParameterCombination",
    "InvalidParameterValue",
    "InvalidPermission.Duplicate",
    "MissingParameter",
    "RulesPerSecurityGroupLimitExceeded",
  ],
  parse(params) {
    const rules = readIpPermissions(params);
    if (rules.length === 0) throw ec2Errors.missingParameter("ipPermissions");
    return { choice: readGroupChoice(params), rules };
  },
  authorise({ choice }, context) {
    const { groupId, tags } = groupIdForPolicy(context, choice);
    const resource = ec2Arn(context, "security-group", groupId);
    const keys = resourceTagKeys(tags);
    return [requirement(context, { action: "ec2:AuthorizeSecurityGroupIngress", resource, context: keys })];
  },
  validate({ choice, rules }, context) {
    const { store } = context.state;
    const group = chosenGroup(context, store, choice);
    refuseRules(
      group,
      rules.map((rule) => resolveRule(context, store, rule)),
    );
  },
  run({ choice, rules }, context): Promise<AuthorizeSecurityGroupIngressResult> {
    const { store, random, region } = context.state;
    return store.transaction((writer) => {
      const group = chosenGroup(context, writer, choice);
      const resolved = rules.map((rule) => resolveRule(context, writer, rule));
      refuseRules(group, resolved);
      const added = resolved.map((rule) => ({ ...rule, ruleId: newId(random, "sgr"), isEgress: false }));
      putGroup(writer, { ...group, rules: [...group.rules, ...added] });
      return { return: true, securityGroupRuleSet: added.map((rule) => ruleItem(region, group, rule)) };
    });
  },
});

function refuseRules(group: SecurityGroupRecord, rules: readonly ResolvedRule[]): void {
  const present: ResolvedRule[] = group.rules.filter((rule) => !rule.isEgress);
  for (const rule of rules) {
    if (present.some((other) => sameTraffic(other, rule))) {
      const message = `the specified rule "${ruleText(rule)}" already exists`;
      throw ec2Errors.coded("InvalidPermission.Duplicate", message);
    }
    present.push(rule);
  }
  if (present.length > MAX_RULES) {
    const message = "The maximum number of rules per security group has been reached.";
    throw ec2Errors.coded("RulesPerSecurityGroupLimitExceeded", message);
  }
}
