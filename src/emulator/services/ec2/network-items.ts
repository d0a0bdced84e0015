import type { OperationContext } from "../../pipeline/service.ts";
import { listInstances } from "../../state/instances.ts";
import { zoneId } from "../../state/zones.ts";
import type { DefaultNetwork, Subnet } from "./default-network.ts";
import { derivedId } from "./ids.ts";
import { networkTags } from "./network-tags.ts";
import { ec2Arn } from "./resources.ts";
import { type TagItem, tagSet } from "./tags.ts";

const CIDR_BLOCK = "172.31.0.0/16";
/** Of a /20, without the five that AWS keeps for itself. */
const ADDRESSES = 4091;

export interface VpcItem {
  readonly vpcId: string;
  readonly ownerId: string;
  readonly state: "available";
  readonly cidrBlock: string;
  readonly cidrBlockAssociationSet: readonly {
    readonly associationId: string;
    readonly cidrBlock: string;
    readonly cidrBlockState: { readonly state: "associated" };
  }[];
  readonly dhcpOptionsId: string;
  readonly instanceTenancy: "default";
  readonly isDefault: true;
  readonly tagSet?: readonly TagItem[];
}

export interface SubnetItem {
  readonly subnetId: string;
  readonly subnetArn: string;
  readonly ownerId: string;
  readonly state: "available";
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly availableIpAddressCount: number;
  readonly availabilityZone: string;
  readonly availabilityZoneId: string;
  readonly defaultForAz: true;
  readonly mapPublicIpOnLaunch: true;
  readonly assignIpv6AddressOnCreation: false;
  readonly tagSet?: readonly TagItem[];
}

export function vpcItem(context: OperationContext, { vpcId }: DefaultNetwork): VpcItem {
  return {
    vpcId,
    ownerId: context.caller.accountId,
    state: "available",
    cidrBlock: CIDR_BLOCK,
    cidrBlockAssociationSet: [
      {
        associationId: derivedId("vpc-cidr-assoc", vpcId),
        cidrBlock: CIDR_BLOCK,
        cidrBlockState: { state: "associated" },
      },
    ],
    dhcpOptionsId: derivedId("dopt", vpcId),
    instanceTenancy: "default",
    isDefault: true,
    ...tagSet(networkTags(context, vpcId)),
  };
}

export function subnetItem(context: OperationContext, { vpcId }: DefaultNetwork, subnet: Subnet): SubnetItem {
  const { state, caller } = context;
  const { subnetId, availabilityZone } = subnet;
  const used = listInstances(state.store, caller.accountId).filter(
    (instance) => instance.subnetId === subnetId && instance.state !== "terminated",
  );
  return {
    subnetId,
    subnetArn: ec2Arn(context, "subnet", subnetId),
    ownerId: caller.accountId,
    state: "available",
    vpcId,
    cidrBlock: `172.31.${subnet.thirdNumber}.0/20`,
    availableIpAddressCount: ADDRESSES - used.length,
    availabilityZone,
    availabilityZoneId: zoneId(state.region, availabilityZone),
    defaultForAz: true,
    mapPublicIpOnLaunch: true,
    assignIpv6AddressOnCreation: false,
    ...tagSet(networkTags(context, subnetId)),
  };
}

export interface RouteTableItem {
  readonly routeTableId: string;
  readonly vpcId: string;
  readonly ownerId: string;
  readonly routeSet: readonly {
    readonly destinationCidrBlock: string;
    readonly gatewayId: string;
    readonly state: "active";
    readonly origin: "CreateRouteTable" | "CreateRoute";
  }[];
  readonly associationSet: readonly {
    readonly routeTableAssociationId: string;
    readonly routeTableId: string;
    readonly main: true;
    readonly associationState: { readonly state: "associated" };
  }[];
  readonly propagatingVgwSet: readonly [];
}

export interface InternetGatewayItem {
  readonly internetGatewayId: string;
  readonly ownerId: string;
  readonly attachmentSet: readonly { readonly vpcId: string; readonly state: "available" }[];
}

export function routeTableItem({ caller }: OperationContext, { vpcId }: DefaultNetwork): RouteTableItem {
  const routeTableId = derivedId("rtb", vpcId);
  const route = (destinationCidrBlock: string, gatewayId: string) => ({ destinationCidrBlock, gatewayId });
  return {
    routeTableId,
    vpcId,
    ownerId: caller.accountId,
    routeSet: [
      { ...route(CIDR_BLOCK, "local"), state: "active", origin: "CreateRouteTable" },
      { ...route("0.0.0.0/0", derivedId("igw", vpcId)), state: "active", origin: "CreateRoute" },
    ],
    associationSet: [
      {
        routeTableAssociationId: derivedId("rtbassoc", vpcId),
        routeTableId,
        main: true,
        associationState: { state: "associated" },
      },
    ],
    propagatingVgwSet: [],
  };
}

export function internetGatewayItem({ caller }: OperationContext, { vpcId }: DefaultNetwork): InternetGatewayItem {
  return {
    internetGatewayId: derivedId("igw", vpcId),
    ownerId: caller.accountId,
    attachmentSet: [{ vpcId, state: "available" }],
  };
}
