import type { OperationContext } from "../../../pipeline/service.ts";
import { instanceProfileArn } from "../../../state/identities.ts";
import { type InstanceProfileReference, type InstanceRecord, listInstances } from "../../../state/instances.ts";
import type { StoreReader } from "../../../state/store.ts";
import { freeAddress } from "../default-network.ts";
import { ec2Errors } from "../errors.ts";
import { newId } from "../ids.ts";
import type { LaunchInput } from "./launch-input.ts";
import type { LaunchPlan } from "./launch-plan.ts";
import { launchMetadataOptions } from "./metadata-options.ts";

/** The records of a launch: pending, one reservation, each with an address of its own. */
export function newInstances(
  input: LaunchInput,
  plan: LaunchPlan,
  { context, reader }: { context: OperationContext; reader: StoreReader },
): readonly InstanceRecord[] {
  const { state, caller } = context;
  const reservationId = newId(state.random, "r");
  const launchedAt = state.clock.now().toISOString();
  const taken = new Set(
    listInstances(reader, caller.accountId)
      .filter((instance) => instance.state !== "terminated")
      .map((instance) => instance.privateIp),
  );
  return Array.from({ length: plan.count }, (_, launchIndex): InstanceRecord => {
    const privateIp = freeAddress(plan.subnet, taken);
    if (privateIp === undefined) {
      const message = `There are not enough free addresses in subnet '${plan.subnet.subnetId}' to satisfy the requested number of instances.`;
      throw ec2Errors.coded("InsufficientFreeAddressesInSubnet", message);
    }
    taken.add(privateIp);
    return {
      accountId: caller.accountId,
      instanceId: newId(state.random, "i"),
      reservationId,
      launchIndex,
      launchedAt,
      state: "pending",
      stateSince: launchedAt,
      stateReason: { code: "pending", message: "pending" },
      privateIp,
      macAddress: macAddress(state.random.bytes(5)),
      ...asAskedFor(input, plan, { associationId: newId(state.random, "iip-assoc"), associatedAt: launchedAt }),
    };
  });
}

/** The first byte marks an address that no manufacturer gave, as EC2's do. */
function macAddress(bytes: Buffer): string {
  return ["06", ...(bytes.toString("hex").match(/../g) ?? [])].join(":");
}

type AskedFor = Omit<
  InstanceRecord,
  | "accountId"
  | "instanceId"
  | "reservationId"
  | "launchIndex"
  | "launchedAt"
  | "state"
  | "stateSince"
  | "stateReason"
  | "privateIp"
  | "macAddress"
>;

type Association = Required<Pick<InstanceProfileReference, "associationId" | "associatedAt">>;

function asAskedFor(input: LaunchInput, plan: LaunchPlan, association: Association): AskedFor {
  const { image, keyPair, profile, subnet, vpcId, groups } = plan;
  return {
    imageId: image.imageId,
    instanceType: input.instanceType,
    architecture: image.architecture,
    ...(image.virtualizationType === undefined ? {} : { virtualizationType: image.virtualizationType }),
    availabilityZone: subnet.availabilityZone,
    vpcId,
    subnetId: subnet.subnetId,
    securityGroups: groups,
    ...(keyPair === undefined ? {} : { keyPair: { keyName: keyPair.keyName, publicKey: keyPair.publicKey } }),
    ...(profile === undefined
      ? {}
      : { instanceProfile: { arn: instanceProfileArn(profile), id: profile.instanceProfileId, ...association } }),
    ...(input.userData === undefined ? {} : { userData: input.userData }),
    userDataOutcome: { status: input.userData === undefined ? "absent" : "pending" },
    metadataOptions: launchMetadataOptions(input.metadataOptions, image),
    ...(input.terminationProtected ? { terminationProtected: true } : {}),
    ...(input.clientToken === undefined ? {} : { clientToken: input.clientToken }),
    tags: input.tags,
  };
}
