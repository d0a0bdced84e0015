import type { Operation, OperationContext } from "../../../pipeline/service.ts";
import {
  findInstance,
  type InstanceRecord,
  type InstanceState,
  inState,
  isVisible,
  putInstance,
} from "../../../state/instances.ts";
import type { StoreReader } from "../../../state/store.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { checkIds } from "../ids.ts";
import { type InstanceStateItem, instanceStateItem } from "../instance-items.ts";
import { instanceRequirement } from "../instance-requirement.ts";

export interface TerminateInstancesResult {
  readonly instancesSet: readonly {
    readonly instanceId: string;
    readonly currentState: InstanceStateItem;
    readonly previousState: InstanceStateItem;
  }[];
}

const BY_USER = {
  code: "Client.UserInitiatedShutdown",
  message: "Client.UserInitiatedShutdown: User initiated shutdown",
};

/** Ends instances, all of them or none where one does not exist. What ran in them is ended in the background. */
export const terminateInstances: Operation = ec2Operation({
  name: "TerminateInstances",
  errors: ["InvalidInstanceID.Malformed", "InvalidInstanceID.NotFound", "MissingParameter"],
  parse(params) {
    const instanceIds = [...new Set(params.list("InstanceId"))];
    if (instanceIds.length === 0) throw ec2Errors.missingParameter("InstanceId");
    checkIds(instanceIds, "i", "InvalidInstanceID.Malformed");
    return { instanceIds };
  },
  authorise: ({ instanceIds }, context) =>
    instanceIds.map((id) => instanceRequirement(context, "ec2:TerminateInstances", id)),
  validate({ instanceIds }, context) {
    findAll(instanceIds, context, context.state.store);
  },
  async run({ instanceIds }, context): Promise<TerminateInstancesResult> {
    const at = context.state.clock.now();
    const changes = await context.state.store.transaction((writer) =>
      findAll(instanceIds, context, writer).map((instance) => {
        const next = inState(instance, "shutting-down", { at, reason: BY_USER });
        if (next !== undefined) putInstance(writer, next);
        return { instance, current: (next ?? instance).state };
      }),
    );
    // `end` tells of its own failures: nobody waits for it, as nobody waits for a machine of AWS's to go down.
    for (const { instance, current } of changes) if (current === "shutting-down") void context.instances.end(instance);
    return { instancesSet: changes.map(({ instance, current }) => stateChange(instance, current)) };
  },
});

function findAll(
  instanceIds: readonly string[],
  { state, caller }: OperationContext,
  reader: StoreReader,
): readonly InstanceRecord[] {
  const found = instanceIds.map((id) => findInstance(reader, caller.accountId, id));
  const now = state.clock.now();
  const isThere = (instance: InstanceRecord | undefined): instance is InstanceRecord =>
    instance !== undefined && isVisible(instance, now);
  const missing = instanceIds.filter((_, index) => !isThere(found[index]));
  if (missing.length > 0) throw ec2Errors.instanceNotFound(missing);
  return found.filter(isThere);
}

function stateChange(
  { instanceId, state }: InstanceRecord,
  current: InstanceState,
): TerminateInstancesResult["instancesSet"][number] {
  return { instanceId, currentState: instanceStateItem(current), previousState: instanceStateItem(state) };
}
