import type { Operation, OperationContext } from "../../../pipeline/service.ts";
import type { StoreReader } from "../../../state/store.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { readInstanceIds, requireInstances } from "../instance-choice.ts";
import { instanceRequirement } from "../instance-requirement.ts";

export interface RebootInstancesResult {
  readonly return: true;
}

/** Ends what runs in instances and boots them anew; they are `running` all the while. User data is not run again. */
export const rebootInstances: Operation = ec2Operation({
  name: "RebootInstances",
  errors: ["IncorrectState", "InvalidInstanceID.Malformed", "InvalidInstanceID.NotFound", "MissingParameter"],
  parse: readInstanceIds,
  authorise: (instanceIds, context) => instanceIds.map((id) => instanceRequirement(context, "ec2:RebootInstances", id)),
  validate: (instanceIds, context) => refuseOthers(instanceIds, context, context.state.store),
  run(instanceIds, context): RebootInstancesResult {
    const { accountId } = context.caller;
    for (const instanceId of instanceIds) void context.instances.reboot({ accountId, instanceId });
    return { return: true };
  },
});

function refuseOthers(instanceIds: readonly string[], context: OperationContext, reader: StoreReader): void {
  for (const { instanceId, state } of requireInstances(instanceIds, context, reader)) {
    if (state !== "running" && state !== "pending") {
      throw ec2Errors.coded("IncorrectState", `The instance '${instanceId}' is not in the 'running' state.`);
    }
  }
}
