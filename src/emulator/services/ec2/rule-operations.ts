import type { Operation, OperationContext } from "../../pipeline/service.ts";
import type { StoreReader } from "../../state/store.ts";
import { ec2Operation } from "./ec2-operation.ts";
import { ec2Errors } from "./errors.ts";
import { readGroupChoice } from "./group-choice.ts";
import { checkIds, newId } from "./ids.ts";
import { type AskedRule, readIpPermissions } from "./ip-permissions.ts";
import { groupRequirement } from "./resources.ts";
import { type ResolvedRule, resolveRule, ruleText, sameTraffic } from "./rules.ts";
import { ruleItem, type SecurityGroupRuleItem } from "./security-group-items.ts";
import {
  chosenGroup,
  type GroupChoice,
  groupIdForPolicy,
  putGroup,
  type SecurityGroupRecord,
  type SecurityGroupRule,
} from "./security-groups.ts";

/** The answer of AuthorizeSecurityGroupIngress and AuthorizeSecurityGroupEgress. */
export interface AuthorizeSecurityGroupResult {
  readonly return: true;
  readonly securityGroupRuleSet: readonly SecurityGroupRuleItem[];
}

/** The answer of RevokeSecurityGroupIngress and RevokeSecurityGroupEgress. */
export interface RevokeSecurityGroupResult {
  readonly return: true;
  readonly revokedSecurityGroupRuleSet: readonly Omit<SecurityGroupRuleItem, "groupOwnerId" | "securityGroupRuleArn">[];
}

/** Which way the traffic goes that an operation's rules are about. */
interface RuleOperation {
  readonly name: string;
  readonly isEgress: boolean;
}

const MAX_RULES = 60;
const GROUP_ERRORS = [
  "InvalidGroup.NotFound",
  "InvalidGroupId.Malformed",
  "InvalidParameterCombination",
  "InvalidParameterValue",
  "MissingParameter",
];

/** Makes an operation that adds rules to a group: all of them, or none where one is there already. */
export function authorizeOperation({ name, isEgress }: RuleOperation): Operation {
  return ec2Operation({
    name,
    errors: [...GROUP_ERRORS, "InvalidPermission.Duplicate", "RulesPerSecurityGroupLimitExceeded"],
    parse(params) {
      const rules = readIpPermissions(params);
      if (rules.length === 0) throw ec2Errors.missingParameter("ipPermissions");
      return { choice: readGroupChoice(params), rules };
    },
    authorise: ({ choice }, context) => [groupRequirement(context, `ec2:${name}`, groupIdForPolicy(context, choice))],
    validate({ choice, rules }, context) {
      const { store } = context.state;
      const resolved = rules.map((rule) => resolveRule(context, store, rule));
      refusePresent(chosenGroup(context, store, choice), resolved, isEgress);
    },
    run({ choice, rules }, context): Promise<AuthorizeSecurityGroupResult> {
      const { store, random, region } = context.state;
      return store.transaction((writer) => {
        const group = chosenGroup(context, writer, choice);
        const resolved = rules.map((rule) => resolveRule(context, writer, rule));
        refusePresent(group, resolved, isEgress);
        const added = resolved.map((rule) => ({ ...rule, ruleId: newId(random, "sgr"), isEgress }));
        putGroup(writer, { ...group, rules: [...group.rules, ...added] });
        return { return: true, securityGroupRuleSet: added.map((rule) => ruleItem(region, group, rule)) };
      });
    },
  });
}

function refusePresent(group: SecurityGroupRecord, rules: readonly ResolvedRule[], isEgress: boolean): void {
  const present: ResolvedRule[] = group.rules.filter((rule) => rule.isEgress === isEgress);
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

interface RevokeInput {
  readonly choice: GroupChoice;
  readonly rules: readonly AskedRule[];
  readonly ruleIds: readonly string[];
}

/** Makes an operation that removes rules from a group: all of them, or none where one is not there. */
export function revokeOperation({ name, isEgress }: RuleOperation): Operation {
  const find = (input: RevokeInput, context: OperationContext, reader: StoreReader) => {
    const group = chosenGroup(context, reader, input.choice);
    const candidates = group.rules.filter((rule) => rule.isEgress === isEgress);
    const asked = input.rules.map((rule) => resolveRule(context, reader, rule));
    return { group, found: findRules(candidates, asked, input.ruleIds) };
  };
  return ec2Operation({
    name,
    errors: [
      ...GROUP_ERRORS,
      "InvalidPermission.NotFound",
      "InvalidSecurityGroupRuleId.Malformed",
      "InvalidSecurityGroupRuleId.NotFound",
    ],
    parse(params): RevokeInput {
      const [rules, ruleIds] = [readIpPermissions(params), params.list("SecurityGroupRuleId")];
      if (rules.length === 0 && ruleIds.length === 0) throw ec2Errors.missingParameter("ipPermissions");
      checkIds(ruleIds, "sgr", "InvalidSecurityGroupRuleId.Malformed");
      return { choice: readGroupChoice(params), rules, ruleIds };
    },
    authorise: ({ choice }, context) => [groupRequirement(context, `ec2:${name}`, groupIdForPolicy(context, choice))],
    validate(input, context) {
      find(input, context, context.state.store);
    },
    run(input, context): Promise<RevokeSecurityGroupResult> {
      return context.state.store.transaction((writer) => {
        const { group, found } = find(input, context, writer);
        putGroup(writer, { ...group, rules: group.rules.filter((rule) => !found.includes(rule)) });
        const items = found.map((rule) => ruleItem(context.state.region, group, rule));
        const shown = items.map(({ groupOwnerId: _owner, securityGroupRuleArn: _arn, ...item }) => item);
        return { return: true, revokedSecurityGroupRuleSet: shown };
      });
    },
  });
}

function findRules(
  candidates: readonly SecurityGroupRule[],
  asked: readonly ResolvedRule[],
  ruleIds: readonly string[],
): readonly SecurityGroupRule[] {
  const byId = ruleIds.map((id) => {
    const rule = candidates.find(({ ruleId }) => ruleId === id);
    if (rule !== undefined) return rule;
    const message = `The security group rule ID '${id}' does not exist`;
    throw ec2Errors.coded("InvalidSecurityGroupRuleId.NotFound", message);
  });
  const byTraffic = asked.map((wanted) => {
    const rule = candidates.find((candidate) => sameTraffic(candidate, wanted));
    if (rule !== undefined) return rule;
    const message = "The specified rule does not exist in this security group.";
    throw ec2Errors.coded("InvalidPermission.NotFound", message);
  });
  return [...new Set([...byId, ...byTraffic])];
}
