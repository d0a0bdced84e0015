import type { Operation } from "../../../pipeline/service.ts";
import { putInstance } from "../../../state/instances.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { type ReservationItem, reservationItems } from "../instance-items.ts";
import { earlierLaunch, rememberLaunch } from "../launch/client-tokens.ts";
import { readLaunchInput } from "../launch/launch-input.ts";
import { planLaunch } from "../launch/launch-plan.ts";
import { launchRequirements } from "../launch/launch-requirements.ts";
import { newInstances } from "../launch/new-instances.ts";

/** `instancesSet[0].instanceId` is the first instance's id. */
export type RunInstancesResult = ReservationItem;

/** Launches instances: they are answered as pending and boot in the background. */
export const runInstances: Operation = ec2Operation({
  name: "RunInstances",
  errors: [
    "IdempotentParameterMismatch",
    "InstanceLimitExceeded",
    "InsufficientFreeAddressesInSubnet",
    "InvalidAMIID.Malformed",
    "InvalidAMIID.NotFound",
    "InvalidGroup.NotFound",
    "InvalidGroupId.Malformed",
    "InvalidKeyPair.NotFound",
    "InvalidParameterCombination",
    "InvalidParameterValue",
    "InvalidSubnetID.Malformed",
    "InvalidSubnetID.NotFound",
    "InvalidUserData.Malformed",
    "MissingParameter",
    "TagLimitExceeded",
  ],
  parse: readLaunchInput,
  authorise: launchRequirements,
  validate(input, context) {
    const { store } = context.state;
    // A launch that is asked for again is not counted against the limit again.
    if (earlierLaunch(store, context.caller.accountId, input) === undefined) planLaunch(input, context, store);
  },
  async run(input, context): Promise<RunInstancesResult> {
    const { store, region } = context.state;
    const { accountId } = context.caller;
    const { instances, isNew } = await store.transaction((writer) => {
      const earlier = earlierLaunch(writer, accountId, input);
      if (earlier !== undefined) return { instances: earlier, isNew: false };
      const made = newInstances(input, planLaunch(input, context, writer), { context, reader: writer });
      for (const instance of made) putInstance(writer, instance);
      rememberLaunch(writer, { accountId, reservationId: made[0]?.reservationId ?? "" }, input);
      return { instances: made, isNew: true };
    });
    if (isNew) for (const { instanceId } of instances) context.instances.boot({ accountId, instanceId });
    return reservationItems(region, instances)[0] as ReservationItem;
  },
});
