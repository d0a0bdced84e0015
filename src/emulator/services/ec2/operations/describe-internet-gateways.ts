import type { Operation } from "../../../pipeline/service.ts";
import { defaultNetwork } from "../default-network.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { applyFilters, type FilterTable, readFilters } from "../filters.ts";
import { type InternetGatewayItem, internetGatewayItem } from "../network-items.ts";
import { readPageRequest } from "../pages.ts";
import { requirement } from "../resources.ts";

export interface DescribeInternetGatewaysResult {
  readonly internetGatewaySet: readonly InternetGatewayItem[];
}

const FILTERS: FilterTable<InternetGatewayItem & { readonly tags: readonly [] }> = {
  "attachment.state": () => ["available"],
  "attachment.vpc-id": ({ attachmentSet }) => attachmentSet.map(({ vpcId }) => vpcId),
  "internet-gateway-id": ({ internetGatewayId }) => [internetGatewayId],
  "owner-id": ({ ownerId }) => [ownerId],
};

/** Shows the default VPC's gateway. Nothing goes through it: instances reach the emulator alone. */
export const describeInternetGateways: Operation = ec2Operation({
  name: "DescribeInternetGateways",
  errors: [
    "InvalidInternetGatewayID.NotFound",
    "InvalidNextToken",
    "InvalidParameterCombination",
    "InvalidParameterValue",
  ],
  parse(params) {
    // Fewer than the least page: the page asked for is always the whole.
    readPageRequest(params, { ids: { parameter: "InternetGatewayId", shown: "internetGatewayIds" } });
    return { ids: params.list("InternetGatewayId"), filters: readFilters(params) };
  },
  authorise: (_input, context) => [requirement(context, { action: "ec2:DescribeInternetGateways", resource: "*" })],
  run({ ids, filters }, context): DescribeInternetGatewaysResult {
    const gateway = { ...internetGatewayItem(context, defaultNetwork(context)), tags: [] as const };
    const missing = ids.find((id) => id !== gateway.internetGatewayId);
    if (missing !== undefined) {
      const message = `The internetGateway ID '${missing}' does not exist`;
      throw ec2Errors.coded("InvalidInternetGatewayID.NotFound", message);
    }
    return { internetGatewaySet: applyFilters([gateway], filters, FILTERS).map(({ tags: _none, ...item }) => item) };
  },
});
