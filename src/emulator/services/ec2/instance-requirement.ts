import type { OperationContext, Requirement } from "../../pipeline/service.ts";
import { findInstance } from "../../state/instances.ts";
import { ec2Arn, requirement, resourceTagKeys } from "./resources.ts";

/** An action on one instance, with what a policy may ask about it. One that does not exist has nothing to be asked. */
export function instanceRequirement(context: OperationContext, action: string, instanceId: string): Requirement {
  const { state, caller } = context;
  const instance = findInstance(state.store, caller.accountId, instanceId);
  const keys =
    instance === undefined
      ? {}
      : {
          "ec2:InstanceType": instance.instanceType,
          "ec2:InstanceProfile": instance.instanceProfile?.arn,
          "ec2:AvailabilityZone": instance.availabilityZone,
          ...resourceTagKeys(instance.tags),
        };
  return requirement(context, { action, resource: ec2Arn(context, "instance", instanceId), context: keys });
}
