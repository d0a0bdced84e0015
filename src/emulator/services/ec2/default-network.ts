import type { OperationContext } from "../../pipeline/service.ts";
import { availabilityZones } from "../../state/zones.ts";
import { derivedId } from "./ids.ts";

/** A subnet of the default VPC. */
export interface Subnet {
  readonly subnetId: string;
  readonly availabilityZone: string;
  /** The first two numbers are the VPC's; a /20. */
  readonly thirdNumber: number;
}

/** The default VPC that every account has: 172.31.0.0/16 with a /20 in each of three zones. */
export interface DefaultNetwork {
  readonly vpcId: string;
  /** In the order of their zones; the first is where instances go that do not ask for a zone. */
  readonly subnets: readonly [Subnet, ...Subnet[]];
}

/** The caller's default VPC. Its ids follow from account and region, so nothing has to be kept. */
export function defaultNetwork({ state, caller }: Pick<OperationContext, "state" | "caller">): DefaultNetwork {
  const place = `${caller.accountId} ${state.region}`;
  const subnet = (zone: string, index: number): Subnet => ({
    subnetId: derivedId("subnet", `${caller.accountId} ${zone}`),
    availabilityZone: zone,
    thirdNumber: index * 16,
  });
  const [first, ...rest] = availabilityZones(state.region);
  return {
    vpcId: derivedId("vpc", place),
    subnets: [subnet(first, 0), ...rest.map((zone, index) => subnet(zone, index + 1))],
  };
}

/** A private address in the subnet that no other instance of the account has, or `undefined` where it is full. */
export function freeAddress(subnet: Subnet, taken: ReadonlySet<string>): string | undefined {
  // AWS keeps the first four addresses of a subnet for itself.
  for (let host = 4; host < 4095; host++) {
    const address = `172.31.${subnet.thirdNumber + (host >> 8)}.${host & 255}`;
    if (!taken.has(address)) return address;
  }
  return undefined;
}
