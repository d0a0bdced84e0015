import type { Caller } from "../../state/caller.ts";
import { type InstanceRecord, instanceArn } from "../../state/instances.ts";
import type { EmulatorState } from "../../state/state.ts";
import { listResources, listStacks, stackKey } from "./stacks.ts";

/** What an instance may do to the stack that it belongs to, without any policy: what cfn-signal and cfn-init ask for. */
const ACTIONS = ["cloudformation:SignalResource", "cloudformation:DescribeStackResource"];

/**
 * Who an instance is to CloudFormation when it shows its identity document: somebody who may signal to the stacks that it
 * is a resource of ("cfn-signal", CloudFormation User Guide), and nothing else.
 */
export function callerOfInstance(instance: InstanceRecord, state: EmulatorState): Caller {
  const { accountId, instanceId } = instance;
  const arn = instanceArn(state.region, instance);
  const Resource = stacksOf(instance, state);
  const text = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: ACTIONS, Resource } });
  const own = { name: `rights of instance ${instanceId}`, policy: state.policies.parse(text, "identity") };
  return {
    // AWS documents no kind of principal for it. This one has no rights but those of its policies.
    principal: { type: "user", accountId, arn, uniqueId: "" },
    accountId,
    arn,
    userId: instanceId,
    policies: { identity: Resource.length === 0 ? [] : [own] },
  };
}

function stacksOf({ accountId, instanceId }: InstanceRecord, { store }: EmulatorState): string[] {
  return listStacks(store, accountId)
    .filter((stack) => listResources(store, stackKey(stack)).some(({ physicalId }) => physicalId === instanceId))
    .map(({ stackId }) => stackId);
}
