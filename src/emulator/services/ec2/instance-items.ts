import { findImage } from "../../state/images.ts";
import {
  INSTANCE_STATE_CODES,
  type InstanceRecord,
  type InstanceState,
  type MetadataOptions,
  privateDnsName,
  type StateReason,
} from "../../state/instances.ts";
import { type TagItem, tagSet } from "./tags.ts";

export interface InstanceStateItem {
  readonly code: number;
  readonly name: InstanceState;
}

/** An instance as RunInstances and DescribeInstances show it. */
export interface InstanceItem {
  readonly instanceId: string;
  readonly imageId: string;
  readonly instanceState: InstanceStateItem;
  readonly privateDnsName: string;
  readonly dnsName: string;
  /** Why the instance left its state; empty otherwise. */
  readonly reason: string;
  readonly keyName?: string;
  readonly amiLaunchIndex: number;
  readonly productCodes: readonly [];
  readonly instanceType: string;
  readonly launchTime: Date;
  readonly placement: { readonly availabilityZone: string; readonly groupName: string; readonly tenancy: "default" };
  readonly monitoring: { readonly state: "disabled" };
  readonly subnetId: string;
  readonly vpcId: string;
  readonly privateIpAddress: string;
  readonly sourceDestCheck: true;
  readonly groupSet: readonly { readonly groupId: string; readonly groupName: string }[];
  readonly stateReason?: { readonly code: string; readonly message: string };
  readonly architecture: string;
  readonly rootDeviceType: "ebs";
  readonly rootDeviceName: string;
  readonly blockDeviceMapping: readonly [];
  readonly virtualizationType: "hvm" | "paravirtual";
  readonly clientToken: string;
  readonly tagSet?: readonly TagItem[];
  readonly hypervisor: "xen";
  readonly networkInterfaceSet: readonly [];
  readonly iamInstanceProfile?: { readonly arn: string; readonly id: string };
  readonly ebsOptimized: false;
  readonly metadataOptions: MetadataOptionsItem;
}

export interface MetadataOptionsItem {
  readonly state: "applied" | "pending";
  readonly httpTokens: string;
  readonly httpPutResponseHopLimit: number;
  readonly httpEndpoint: string;
  readonly httpProtocolIpv6: "disabled";
  readonly instanceMetadataTags: string;
}

/** Instances of one launch. */
export interface ReservationItem {
  readonly reservationId: string;
  readonly ownerId: string;
  /** Groups of EC2-Classic, which is gone: always empty. */
  readonly groupSet: readonly [];
  readonly instancesSet: readonly InstanceItem[];
}

/** The instances' reservations, each with its instances, in the order of the instances given. */
export function reservationItems(region: string, instances: readonly InstanceRecord[]): readonly ReservationItem[] {
  const byReservation = new Map<string, InstanceRecord[]>();
  for (const instance of instances) {
    byReservation.set(instance.reservationId, [...(byReservation.get(instance.reservationId) ?? []), instance]);
  }
  return [...byReservation].map(([reservationId, members]) => ({
    reservationId,
    ownerId: members[0]?.accountId ?? "",
    groupSet: [],
    instancesSet: members.map((member) => instanceItem(region, member)),
  }));
}

export function instanceStateItem(state: InstanceState): InstanceStateItem {
  return { code: INSTANCE_STATE_CODES[state], name: state };
}

export function rootDeviceName({ imageId }: InstanceRecord): string {
  return findImage(imageId)?.rootDeviceName ?? "/dev/xvda";
}

export function metadataOptionsItem(options: MetadataOptions): MetadataOptionsItem {
  return { state: "applied", httpProtocolIpv6: "disabled", ...options };
}

function instanceItem(region: string, instance: InstanceRecord): InstanceItem {
  const { stateReason, keyPair, instanceProfile, metadataOptions } = instance;
  const over = instance.state !== "pending" && instance.state !== "running";
  return {
    instanceId: instance.instanceId,
    imageId: instance.imageId,
    instanceState: instanceStateItem(instance.state),
    privateDnsName: instance.state === "terminated" ? "" : privateDnsName(region, instance.privateIp),
    dnsName: "",
    reason: over ? `${reasonText(stateReason)} (${instance.stateSince.slice(0, 19).replace("T", " ")} GMT)` : "",
    ...(keyPair === undefined ? {} : { keyName: keyPair.keyName }),
    amiLaunchIndex: instance.launchIndex,
    productCodes: [],
    instanceType: instance.instanceType,
    launchTime: new Date(instance.launchedAt),
    placement: { availabilityZone: instance.availabilityZone, groupName: "", tenancy: "default" },
    monitoring: { state: "disabled" },
    subnetId: instance.subnetId,
    vpcId: instance.vpcId,
    privateIpAddress: instance.privateIp,
    sourceDestCheck: true,
    groupSet: instance.securityGroups,
    ...(stateReason === undefined ? {} : { stateReason }),
    architecture: instance.architecture,
    rootDeviceType: "ebs",
    rootDeviceName: rootDeviceName(instance),
    blockDeviceMapping: [],
    virtualizationType: instance.virtualizationType ?? "hvm",
    clientToken: instance.clientToken ?? "",
    ...tagSet(instance.tags),
    hypervisor: "xen",
    networkInterfaceSet: [],
    ...(instanceProfile === undefined
      ? {}
      : { iamInstanceProfile: { arn: instanceProfile.arn, id: instanceProfile.id } }),
    ebsOptimized: false,
    metadataOptions: metadataOptionsItem(metadataOptions),
  };
}

/** A person's wish is told without its code. */
function reasonText(reason: StateReason | undefined): string {
  return reason?.code === "Client.UserInitiatedShutdown" ? "User initiated" : (reason?.message ?? "");
}
