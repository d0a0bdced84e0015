import type { Operation } from "../../../pipeline/service.ts";
import { defaultNetwork } from "../default-network.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { applyFilters, type FilterTable, readFilters } from "../filters.ts";
import { type RouteTableItem, routeTableItem } from "../network-items.ts";
import { readPageRequest } from "../pages.ts";
import { requirement } from "../resources.ts";

export interface DescribeRouteTablesResult {
  readonly routeTableSet: readonly RouteTableItem[];
}

const FILTERS: FilterTable<RouteTableItem & { readonly tags: readonly [] }> = {
  "association.main": () => ["true"],
  "owner-id": ({ ownerId }) => [ownerId],
  "route-table-id": ({ routeTableId }) => [routeTableId],
  "vpc-id": ({ vpcId }) => [vpcId],
};

/** Shows the default VPC's main table, by which its subnets are public ones. */
export const describeRouteTables: Operation = ec2Operation({
  name: "DescribeRouteTables",
  errors: ["InvalidNextToken", "InvalidParameterCombination", "InvalidParameterValue", "InvalidRouteTableID.NotFound"],
  parse(params) {
    // Fewer than the least page: the page asked for is always the whole.
    readPageRequest(params, { ids: { parameter: "RouteTableId", shown: "routeTableIds" } });
    return { ids: params.list("RouteTableId"), filters: readFilters(params) };
  },
  authorise: (_input, context) => [requirement(context, { action: "ec2:DescribeRouteTables", resource: "*" })],
  run({ ids, filters }, context): DescribeRouteTablesResult {
    const table = { ...routeTableItem(context, defaultNetwork(context)), tags: [] as const };
    const missing = ids.find((id) => id !== table.routeTableId);
    if (missing !== undefined) {
      const message = `The routeTable ID '${missing}' does not exist`;
      throw ec2Errors.coded("InvalidRouteTableID.NotFound", message);
    }
    return { routeTableSet: applyFilters([table], filters, FILTERS).map(({ tags: _none, ...item }) => item) };
  },
});
