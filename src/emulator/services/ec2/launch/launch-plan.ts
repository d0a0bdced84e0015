import type { OperationContext } from "../../../pipeline/service.ts";
import type { InstanceProfileRecord } from "../../../state/identities.ts";
import { findImage, type ImageRecord } from "../../../state/images.ts";
import type { GroupReference } from "../../../state/instances.ts";
import type { StoreReader } from "../../../state/store.ts";
import { defaultNetwork, type Subnet } from "../default-network.ts";
import { ec2Errors } from "../errors.ts";
import { findKeyPair, type KeyPairRecord } from "../key-pairs.ts";
import { defaultGroup, groupById, groupByName } from "../security-groups.ts";
import { freeInstances, refuseOverLimit } from "./instance-limit.ts";
import { requireProfile } from "./instance-profile.ts";
import { checkInstanceType } from "./instance-types.ts";
import { requireImageId } from "./launch-image.ts";
import type { LaunchInput } from "./launch-input.ts";

/** A launch with everything that it names looked up. */
export interface LaunchPlan {
  readonly count: number;
  readonly image: ImageRecord;
  readonly vpcId: string;
  readonly subnet: Subnet;
  readonly groups: readonly GroupReference[];
  readonly keyPair: KeyPairRecord | undefined;
  readonly profile: InstanceProfileRecord | undefined;
}

/** @throws AwsError where the launch names something that does not exist or does not fit, or a limit is reached. */
export function planLaunch(input: LaunchInput, context: OperationContext, reader: StoreReader): LaunchPlan {
  const imageId = requireImageId(input.image, context);
  const image = findImage(imageId, context.state.givenImages);
  if (image === undefined) {
    throw ec2Errors.coded("InvalidAMIID.NotFound", `The image id '[${imageId}]' does not exist`);
  }
  checkInstanceType(input.instanceType, image);
  return {
    image,
    keyPair: input.keyName === undefined ? undefined : requireKeyPair(input.keyName, context, reader),
    vpcId: defaultNetwork(context).vpcId,
    subnet: chooseSubnet(input, context),
    groups: chooseGroups(input, context, reader),
    profile: input.profile === undefined ? undefined : requireProfile(context, input.profile),
    count: countWithinLimit(input, reader),
  };
}

function requireKeyPair(keyName: string, { caller }: OperationContext, reader: StoreReader): KeyPairRecord {
  const pair = findKeyPair(reader, caller.accountId, keyName);
  if (pair === undefined) throw ec2Errors.keyPairNotFound(keyName);
  return pair;
}

/** The subnet that is asked for, or the one of the zone that is, or the first. */
function chooseSubnet({ subnetId, availabilityZone }: LaunchInput, context: OperationContext): Subnet {
  const { subnets } = defaultNetwork(context);
  if (subnetId !== undefined) {
    const subnet = subnets.find((candidate) => candidate.subnetId === subnetId);
    if (subnet !== undefined) return subnet;
    throw ec2Errors.subnetNotFound(subnetId);
  }
  if (availabilityZone === undefined) return subnets[0];
  const subnet = subnets.find((candidate) => candidate.availabilityZone === availabilityZone);
  if (subnet !== undefined) return subnet;
  throw ec2Errors.invalid(`Invalid availability zone: [${availabilityZone}]`);
}

function chooseGroups(input: LaunchInput, context: OperationContext, reader: StoreReader): readonly GroupReference[] {
  const chosen = [
    ...input.groupIds.map((groupId) => groupById(context, reader, groupId)),
    ...input.groupNames.map((name) => groupByName(context, reader, name)),
  ];
  const groups = chosen.length === 0 ? [defaultGroup(context)] : chosen;
  const byId = new Map(groups.map(({ groupId, groupName }) => [groupId, { groupId, groupName }]));
  return [...byId.values()];
}

/** As many as asked for, fewer where the limit is near, never fewer than the least that will do. */
function countWithinLimit({ minCount, maxCount }: LaunchInput, reader: StoreReader): number {
  refuseOverLimit(reader, minCount);
  return Math.min(maxCount, freeInstances(reader));
}
