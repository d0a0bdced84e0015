import type { Operation } from "../../../pipeline/service.ts";
import { INSTANCE_STATE_CODES, type InstanceRecord, isVisible, listInstances } from "../../../state/instances.ts";
import { zoneId } from "../../../state/zones.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { applyFilters, type FilterTable, readFilters } from "../filters.ts";
import { checkIds } from "../ids.ts";
import { requireInstances } from "../instance-choice.ts";
import { type InstanceStateItem, instanceStateItem } from "../instance-items.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { requirement } from "../resources.ts";

/** The result of one of EC2's checks. */
export interface StatusSummaryItem {
  readonly status: "ok" | "initializing" | "not-applicable";
  readonly details?: readonly { readonly name: "reachability"; readonly status: "passed" | "initializing" }[];
}

export interface InstanceStatusItem {
  readonly instanceId: string;
  readonly availabilityZone: string;
  readonly availabilityZoneId: string;
  readonly instanceState: InstanceStateItem;
  readonly systemStatus: StatusSummaryItem;
  readonly instanceStatus: StatusSummaryItem;
}

export interface DescribeInstanceStatusResult {
  readonly instanceStatusSet: readonly InstanceStatusItem[];
  readonly nextToken?: string;
}

const FILTERS: FilterTable<InstanceRecord> = {
  "availability-zone": ({ availabilityZone }) => [availabilityZone],
  "instance-state-code": ({ state }) => [String(INSTANCE_STATE_CODES[state])],
  "instance-state-name": ({ state }) => [state],
  "instance-status.reachability": (instance) => [statusOf(instance).details?.[0]?.status],
  "instance-status.status": (instance) => [statusOf(instance).status],
  "system-status.reachability": (instance) => [statusOf(instance).details?.[0]?.status],
  "system-status.status": (instance) => [statusOf(instance).status],
};

/** Shows whether instances run, those alone that do unless others are asked for. */
export const describeInstanceStatus: Operation = ec2Operation({
  name: "DescribeInstanceStatus",
  errors: [
    "InvalidInstanceID.Malformed",
    "InvalidInstanceID.NotFound",
    "InvalidNextToken",
    "InvalidParameterCombination",
    "InvalidParameterValue",
  ],
  parse(params) {
    const instanceIds = [...new Set(params.list("InstanceId"))];
    checkIds(instanceIds, "i", "InvalidInstanceID.Malformed");
    const page = readPageRequest(params, { ids: { parameter: "InstanceId", shown: "instancesSet" } });
    const includeAll = params.boolean("IncludeAllInstances") ?? false;
    return { instanceIds, includeAll, filters: readFilters(params), page };
  },
  authorise: (_input, context) => [requirement(context, { action: "ec2:DescribeInstanceStatus", resource: "*" })],
  run({ instanceIds, includeAll, filters, page }, context): DescribeInstanceStatusResult {
    const { state, caller } = context;
    const now = state.clock.now();
    const named =
      instanceIds.length === 0
        ? listInstances(state.store, caller.accountId).filter((instance) => isVisible(instance, now))
        : requireInstances(instanceIds, context, state.store);
    const shown = named.filter((instance) => includeAll || instance.state === "running");
    const { items, end } = cutPage(applyFilters(shown, filters, FILTERS), page, ({ instanceId }) => instanceId);
    return { instanceStatusSet: items.map((instance) => statusItem(state.region, instance)), ...end };
  },
});

function statusItem(region: string, instance: InstanceRecord): InstanceStatusItem {
  const { instanceId, availabilityZone, state } = instance;
  return {
    instanceId,
    availabilityZone,
    availabilityZoneId: zoneId(region, availabilityZone),
    instanceState: instanceStateItem(state),
    systemStatus: statusOf(instance),
    instanceStatus: statusOf(instance),
  };
}

/** What runs here is well: nothing looks at it as AWS looks at its machines. */
function statusOf({ state }: InstanceRecord): StatusSummaryItem {
  if (state === "running") return { status: "ok", details: [{ name: "reachability", status: "passed" }] };
  if (state === "pending")
    return { status: "initializing", details: [{ name: "reachability", status: "initializing" }] };
  return { status: "not-applicable" };
}
