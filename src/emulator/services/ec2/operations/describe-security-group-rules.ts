import type { Operation } from "../../../pipeline/service.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { applyFilters, type FilterTable, readFilters } from "../filters.ts";
import { checkIds } from "../ids.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { requirement } from "../resources.ts";
import { ruleItem, type SecurityGroupRuleItem } from "../security-group-items.ts";
import { listGroups } from "../security-groups.ts";

export interface DescribeSecurityGroupRulesResult {
  readonly securityGroupRuleSet: readonly SecurityGroupRuleItem[];
  readonly nextToken?: string;
}

const FILTERS: FilterTable<SecurityGroupRuleItem & { readonly tags: readonly [] }> = {
  "group-id": ({ groupId }) => [groupId],
  "security-group-rule-id": ({ securityGroupRuleId }) => [securityGroupRuleId],
};

/** Shows the rules of all groups, one by one. */
export const describeSecurityGroupRules: Operation = ec2Operation({
  name: "DescribeSecurityGroupRules",
  errors: [
    "InvalidNextToken",
    "InvalidParameterCombination",
    "InvalidParameterValue",
    "InvalidSecurityGroupRuleId.Malformed",
    "InvalidSecurityGroupRuleId.NotFound",
  ],
  parse(params) {
    const ids = params.list("SecurityGroupRuleId");
    checkIds(ids, "sgr", "InvalidSecurityGroupRuleId.Malformed");
    const page = readPageRequest(params, { ids: { parameter: "SecurityGroupRuleId", shown: "securityGroupRuleIds" } });
    return { ids, filters: readFilters(params), page };
  },
  authorise: (_input, context) => [requirement(context, { action: "ec2:DescribeSecurityGroupRules", resource: "*" })],
  run({ ids, filters, page }, context): DescribeSecurityGroupRulesResult {
    const { store, region } = context.state;
    const all = listGroups(context, store).flatMap((group) =>
      group.rules.map((rule) => ({ ...ruleItem(region, group, rule), tags: [] as const })),
    );
    const missing = ids.find((id) => !all.some(({ securityGroupRuleId }) => securityGroupRuleId === id));
    if (missing !== undefined) {
      const message = `The security group rule ID '${missing}' does not exist`;
      throw ec2Errors.coded("InvalidSecurityGroupRuleId.NotFound", message);
    }
    const named = all.filter(({ securityGroupRuleId }) => ids.length === 0 || ids.includes(securityGroupRuleId));
    const fitting = applyFilters(named, filters, FILTERS);
    const { items, end } = cutPage(fitting, page, ({ groupId, securityGroupRuleId }) => groupId + securityGroupRuleId);
    return { securityGroupRuleSet: items.map(({ tags: _none, ...item }) => item), ...end };
  },
});
