import type { Operation } from "../../../pipeline/service.ts";
import { zoneId } from "../../../state/zones.ts";
import { defaultNetwork } from "../default-network.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { applyFilters, type FilterTable, readFilters } from "../filters.ts";
import { requirement } from "../resources.ts";

export interface AvailabilityZoneItem {
  readonly zoneName: string;
  readonly zoneId: string;
  readonly zoneState: "available";
  readonly zoneType: "availability-zone";
  readonly regionName: string;
  readonly groupName: string;
  readonly networkBorderGroup: string;
  readonly optInStatus: "opt-in-not-required";
  readonly messageSet: readonly [];
}

export interface DescribeAvailabilityZonesResult {
  readonly availabilityZoneInfo: readonly AvailabilityZoneItem[];
}

const FILTERS: FilterTable<AvailabilityZoneItem & { readonly tags: readonly [] }> = {
  "group-name": ({ groupName }) => [groupName],
  "opt-in-status": ({ optInStatus }) => [optInStatus],
  "region-name": ({ regionName }) => [regionName],
  state: ({ zoneState }) => [zoneState],
  "zone-id": ({ zoneId: id }) => [id],
  "zone-name": ({ zoneName }) => [zoneName],
  "zone-type": ({ zoneType }) => [zoneType],
};

/** Shows the region's zones: three, each with a subnet. */
export const describeAvailabilityZones: Operation = ec2Operation({
  name: "DescribeAvailabilityZones",
  errors: ["InvalidParameterValue"],
  // `AllAvailabilityZones` would add zones that one can opt into, and there are none.
  parse: (params) => ({
    names: params.list("ZoneName"),
    ids: params.list("ZoneId"),
    filters: readFilters(params),
  }),
  authorise: (_input, context) => [requirement(context, { action: "ec2:DescribeAvailabilityZones", resource: "*" })],
  run({ names, ids, filters }, context): DescribeAvailabilityZonesResult {
    const { region } = context.state;
    const zones = defaultNetwork(context).subnets.map(({ availabilityZone }) => zoneItem(region, availabilityZone));
    const name = names.find((asked) => !zones.some(({ zoneName }) => zoneName === asked));
    if (name !== undefined) throw ec2Errors.invalid(`Invalid availability zone: [${name}]`);
    const id = ids.find((asked) => !zones.some((zone) => zone.zoneId === asked));
    if (id !== undefined) throw ec2Errors.invalid(`Invalid availability zone-id: [${id}]`);
    const chosen = zones.filter(
      (zone) =>
        (names.length === 0 || names.includes(zone.zoneName)) && (ids.length === 0 || ids.includes(zone.zoneId)),
    );
    const tagged = chosen.map((zone) => ({ ...zone, tags: [] as const }));
    return { availabilityZoneInfo: applyFilters(tagged, filters, FILTERS).map(({ tags: _none, ...zone }) => zone) };
  },
});

function zoneItem(region: string, zoneName: string): AvailabilityZoneItem {
  return {
    zoneName,
    zoneId: zoneId(region, zoneName),
    zoneState: "available",
    zoneType: "availability-zone",
    regionName: region,
    groupName: region,
    networkBorderGroup: region,
    optInStatus: "opt-in-not-required",
    messageSet: [],
  };
}
