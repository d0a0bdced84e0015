import { compareUtf8 } from "../../../../core/index.ts";
import type { Operation } from "../../../pipeline/service.ts";
import { INSTANCE_STATE_CODES, type InstanceRecord, isVisible, listInstances } from "../../../state/instances.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { applyFilters, type FilterTable, readFilters } from "../filters.ts";
import { checkIds } from "../ids.ts";
import { type ReservationItem, reservationItems } from "../instance-items.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { requirement } from "../resources.ts";

export interface DescribeInstancesResult {
  readonly reservationSet: readonly ReservationItem[];
  readonly nextToken?: string;
}

const FILTERS: FilterTable<InstanceRecord> = {
  architecture: ({ architecture }) => [architecture],
  "availability-zone": ({ availabilityZone }) => [availabilityZone],
  "client-token": ({ clientToken }) => [clientToken],
  "iam-instance-profile.arn": ({ instanceProfile }) => [instanceProfile?.arn],
  hypervisor: () => ["xen"],
  "iam-instance-profile.id": ({ instanceProfile }) => [instanceProfile?.id],
  "image-id": ({ imageId }) => [imageId],
  "instance-id": ({ instanceId }) => [instanceId],
  "instance-state-code": ({ state }) => [String(INSTANCE_STATE_CODES[state])],
  "instance-state-name": ({ state }) => [state],
  "instance-type": ({ instanceType }) => [instanceType],
  "instance.group-id": ({ securityGroups }) => securityGroups.map(({ groupId }) => groupId),
  "instance.group-name": ({ securityGroups }) => securityGroups.map(({ groupName }) => groupName),
  "key-name": ({ keyPair }) => [keyPair?.keyName],
  "launch-index": ({ launchIndex }) => [String(launchIndex)],
  "launch-time": ({ launchedAt }) => [launchedAt],
  "metadata-options.http-endpoint": ({ metadataOptions }) => [metadataOptions.httpEndpoint],
  "metadata-options.http-tokens": ({ metadataOptions }) => [metadataOptions.httpTokens],
  "owner-id": ({ accountId }) => [accountId],
  "private-ip-address": ({ privateIp }) => [privateIp],
  "reservation-id": ({ reservationId }) => [reservationId],
  "root-device-type": () => ["ebs"],
  "state-reason-code": ({ stateReason }) => [stateReason?.code],
  "subnet-id": ({ subnetId }) => [subnetId],
  tenancy: () => ["default"],
  "virtualization-type": ({ virtualizationType = "hvm" }) => [virtualizationType],
  "vpc-id": ({ vpcId }) => [vpcId],
};

/** Shows instances, those that were terminated within the last hour among them. */
export const describeInstances: Operation = ec2Operation({
  name: "DescribeInstances",
  errors: [
    "InvalidInstanceID.Malformed",
    "InvalidInstanceID.NotFound",
    "InvalidNextToken",
    "InvalidParameterCombination",
    "InvalidParameterValue",
  ],
  parse(params) {
    const instanceIds = params.list("InstanceId");
    checkIds(instanceIds, "i", "InvalidInstanceID.Malformed");
    const page = readPageRequest(params, { ids: { parameter: "InstanceId", shown: "instancesSet" } });
    return { instanceIds, filters: readFilters(params), page };
  },
  authorise: (_input, context) => [requirement(context, { action: "ec2:DescribeInstances", resource: "*" })],
  run({ instanceIds, filters, page }, { state, caller }): DescribeInstancesResult {
    const now = state.clock.now();
    const visible = listInstances(state.store, caller.accountId).filter((instance) => isVisible(instance, now));
    const missing = instanceIds.filter((id) => !visible.some((instance) => instance.instanceId === id));
    if (missing.length > 0) throw ec2Errors.instanceNotFound(missing);
    const chosen =
      instanceIds.length === 0 ? visible : visible.filter((instance) => instanceIds.includes(instance.instanceId));
    const inOrder = [...applyFilters(chosen, filters, FILTERS)].sort((a, b) => compareUtf8(orderOf(a), orderOf(b)));
    const { items, end } = cutPage(reservationItems(state.region, inOrder), page, reservationOrder);
    return { reservationSet: items, ...end };
  },
});

/** By launch, and within a launch in the order in which its instances were made. */
function orderOf({ launchedAt, reservationId, launchIndex }: InstanceRecord): string {
  return `${launchedAt} ${reservationId} ${String(launchIndex).padStart(4, "0")}`;
}

function reservationOrder({ reservationId, instancesSet }: ReservationItem): string {
  return `${instancesSet[0]?.launchTime.toISOString()} ${reservationId}`;
}
