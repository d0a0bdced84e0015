import type { Operation } from "../../../pipeline/service.ts";
import type { Tag } from "../../../state/identities.ts";
import { defaultNetwork } from "../default-network.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { applyFilters, type FilterTable, readFilters } from "../filters.ts";
import { type VpcItem, vpcItem } from "../network-items.ts";
import { networkTags } from "../network-tags.ts";
import { readPageRequest } from "../pages.ts";
import { requirement } from "../resources.ts";

export interface DescribeVpcsResult {
  readonly vpcSet: readonly VpcItem[];
}

const FILTERS: FilterTable<VpcItem & { readonly tags: readonly Tag[] }> = {
  cidr: ({ cidrBlock }) => [cidrBlock],
  "cidr-block-association.cidr-block": ({ cidrBlock }) => [cidrBlock],
  "cidr-block-association.state": () => ["associated"],
  "dhcp-options-id": ({ dhcpOptionsId }) => [dhcpOptionsId],
  "is-default": () => ["true"],
  isDefault: () => ["true"],
  "owner-id": ({ ownerId }) => [ownerId],
  state: ({ state }) => [state],
  "vpc-id": ({ vpcId }) => [vpcId],
};

/** Shows the default VPC, the only one there is. */
export const describeVpcs: Operation = ec2Operation({
  name: "DescribeVpcs",
  errors: ["InvalidNextToken", "InvalidParameterCombination", "InvalidParameterValue", "InvalidVpcID.NotFound"],
  parse(params) {
    // Fewer than the least page: the page asked for is always the whole.
    readPageRequest(params, { ids: { parameter: "VpcId", shown: "vpcIds" } });
    return { vpcIds: params.list("VpcId"), filters: readFilters(params) };
  },
  authorise: (_input, context) => [requirement(context, { action: "ec2:DescribeVpcs", resource: "*" })],
  run({ vpcIds, filters }, context): DescribeVpcsResult {
    const network = defaultNetwork(context);
    const missing = vpcIds.find((id) => id !== network.vpcId);
    if (missing !== undefined) throw ec2Errors.vpcNotFound(missing);
    const vpc = { ...vpcItem(context, network), tags: networkTags(context, network.vpcId) };
    return { vpcSet: applyFilters([vpc], filters, FILTERS).map(({ tags: _shown, ...item }) => item) };
  },
});
