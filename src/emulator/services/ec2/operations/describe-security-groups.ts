import type { Operation } from "../../../pipeline/service.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { applyFilters, type FilterTable, readFilters } from "../filters.ts";
import { checkIds } from "../ids.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { requirement } from "../resources.ts";
import { type SecurityGroupItem, securityGroupItem } from "../security-group-items.ts";
import { groupById, groupByName, listGroups, type SecurityGroupRecord } from "../security-groups.ts";

export interface DescribeSecurityGroupsResult {
  readonly securityGroupInfo: readonly SecurityGroupItem[];
  readonly nextToken?: string;
}

const FILTERS: FilterTable<SecurityGroupRecord> = {
  "group-id": ({ groupId }) => [groupId],
  "group-name": ({ groupName }) => [groupName],
  description: ({ description }) => [description],
  "owner-id": ({ accountId }) => [accountId],
  "vpc-id": ({ vpcId }) => [vpcId],
};

/** Shows the account's groups, the default VPC's own among them. */
export const describeSecurityGroups: Operation = ec2Operation({
  name: "DescribeSecurityGroups",
  errors: [
    "InvalidGroup.NotFound",
    "InvalidGroupId.Malformed",
    "InvalidNextToken",
    "InvalidParameterCombination",
    "InvalidParameterValue",
  ],
  parse(params) {
    const groupIds = params.list("GroupId");
    checkIds(groupIds, "sg", "InvalidGroupId.Malformed");
    const page = readPageRequest(params, { ids: { parameter: "GroupId", shown: "securityGroupIds" } });
    return { groupIds, groupNames: params.list("GroupName"), filters: readFilters(params), page };
  },
  authorise: (_input, context) => [requirement(context, { action: "ec2:DescribeSecurityGroups", resource: "*" })],
  run({ groupIds, groupNames, filters, page }, context): DescribeSecurityGroupsResult {
    const { state } = context;
    const named = [
      ...groupIds.map((id) => groupById(context, state.store, id)),
      ...groupNames.map((name) => groupByName(context, state.store, name)),
    ];
    const groups = named.length === 0 ? listGroups(context, state.store) : named;
    const { items, end } = cutPage(applyFilters(groups, filters, FILTERS), page, ({ groupId }) => groupId);
    return { securityGroupInfo: items.map((group) => securityGroupItem(state.region, group)), ...end };
  },
});
