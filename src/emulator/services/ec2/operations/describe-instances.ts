import type { Operation } from "../../../pipeline/service.ts";
import { INSTANCE_STATE_CODES, type InstanceRecord, isVisible, listInstances } from "../../../state/instances.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { applyFilters, type FilterTable, readFilters } from "../filters.ts";
import { checkIds } from "../ids.ts";
import { type ReservationItem, reservationItems } from "../instance-items.ts";
import { requirement } from "../resources.ts";

export interface DescribeInstancesResult {
  readonly reservationSet: readonly ReservationItem[];
}

const FILTERS: FilterTable<InstanceRecord> = {
  architecture: ({ architecture }) => [architecture],
  "availability-zone": ({ availabilityZone }) => [availabilityZone],
  "client-token": ({ clientToken }) => [clientToken],
  "iam-instance-profile.arn": ({ instanceProfile }) => [instanceProfile?.arn],
  "image-id": ({ imageId }) => [imageId],
  "instance-id": ({ instanceId }) => [instanceId],
  "instance-state-code": ({ state }) => [String(INSTANCE_STATE_CODES[state])],
  "instance-state-name": ({ state }) => [state],
  "instance-type": ({ instanceType }) => [instanceType],
  "instance.group-id": ({ securityGroups }) => securityGroups.map(({ groupId }) => groupId),
  "instance.group-name": ({ securityGroups }) => securityGroups.map(({ groupName }) => groupName),
  "key-name": ({ keyPair }) => [keyPair?.keyName],
  "private-ip-address": ({ privateIp }) => [privateIp],
  "reservation-id": ({ reservationId }) => [reservationId],
  "subnet-id": ({ subnetId }) => [subnetId],
  "vpc-id": ({ vpcId }) => [vpcId],
};

/** Shows instances, those that were terminated within the last hour among them. */
export const describeInstances: Operation = ec2Operation({
  name: "DescribeInstances",
  errors: ["InvalidInstanceID.Malformed", "InvalidInstanceID.NotFound", "InvalidParameterValue"],
  parse(params) {
    const instanceIds = params.list("InstanceId");
    checkIds(instanceIds, "i", "InvalidInstanceID.Malformed");
    return { instanceIds, filters: readFilters(params) };
  },
  authorise: (_input, context) => [requirement(context, { action: "ec2:DescribeInstances", resource: "*" })],
  run({ instanceIds, filters }, { state, caller }): DescribeInstancesResult {
    const now = state.clock.now();
    const visible = listInstances(state.store, caller.accountId).filter((instance) => isVisible(instance, now));
    const missing = instanceIds.filter((id) => !visible.some((instance) => instance.instanceId === id));
    if (missing.length > 0) throw ec2Errors.instanceNotFound(missing);
    const chosen =
      instanceIds.length === 0 ? visible : visible.filter((instance) => instanceIds.includes(instance.instanceId));
    const inOrder = [...applyFilters(chosen, filters, FILTERS)].sort(byLaunch);
    return { reservationSet: reservationItems(state.region, inOrder) };
  },
});

function byLaunch(a: InstanceRecord, b: InstanceRecord): number {
  return a.launchedAt.localeCompare(b.launchedAt) || a.launchIndex - b.launchIndex;
}
