import type { Operation } from "../../../pipeline/service.ts";
import type { Tag } from "../../../state/identities.ts";
import { defaultNetwork } from "../default-network.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { applyFilters, type FilterTable, readFilters } from "../filters.ts";
import { checkIds } from "../ids.ts";
import { type SubnetItem, subnetItem } from "../network-items.ts";
import { networkTags } from "../network-tags.ts";
import { readPageRequest } from "../pages.ts";
import { requirement } from "../resources.ts";

export interface DescribeSubnetsResult {
  readonly subnetSet: readonly SubnetItem[];
}

const FILTERS: FilterTable<SubnetItem & { readonly tags: readonly Tag[] }> = {
  "availability-zone": ({ availabilityZone }) => [availabilityZone],
  "availability-zone-id": ({ availabilityZoneId }) => [availabilityZoneId],
  availabilityZone: ({ availabilityZone }) => [availabilityZone],
  "cidr-block": ({ cidrBlock }) => [cidrBlock],
  "default-for-az": () => ["true"],
  defaultForAz: () => ["true"],
  "map-public-ip-on-launch": () => ["true"],
  "owner-id": ({ ownerId }) => [ownerId],
  state: ({ state }) => [state],
  "subnet-arn": ({ subnetArn }) => [subnetArn],
  "subnet-id": ({ subnetId }) => [subnetId],
  "vpc-id": ({ vpcId }) => [vpcId],
};

/** Shows the default VPC's subnets, the only ones there are. */
export const describeSubnets: Operation = ec2Operation({
  name: "DescribeSubnets",
  errors: [
    "InvalidNextToken",
    "InvalidParameterCombination",
    "InvalidParameterValue",
    "InvalidSubnetID.Malformed",
    "InvalidSubnetID.NotFound",
  ],
  parse(params) {
    const subnetIds = params.list("SubnetId");
    checkIds(subnetIds, "subnet", "InvalidSubnetID.Malformed");
    // Fewer than the least page: the page asked for is always the whole.
    readPageRequest(params, { ids: { parameter: "SubnetId", shown: "subnetIds" } });
    return { subnetIds, filters: readFilters(params) };
  },
  authorise: (_input, context) => [requirement(context, { action: "ec2:DescribeSubnets", resource: "*" })],
  run({ subnetIds, filters }, context): DescribeSubnetsResult {
    const network = defaultNetwork(context);
    const missing = subnetIds.find((id) => !network.subnets.some(({ subnetId }) => subnetId === id));
    if (missing !== undefined) throw ec2Errors.subnetNotFound(missing);
    const chosen = network.subnets
      .filter(({ subnetId }) => subnetIds.length === 0 || subnetIds.includes(subnetId))
      .map((subnet) => ({ ...subnetItem(context, network, subnet), tags: networkTags(context, subnet.subnetId) }));
    return { subnetSet: applyFilters(chosen, filters, FILTERS).map(({ tags: _shown, ...item }) => item) };
  },
});
