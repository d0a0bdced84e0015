import type { CloudFormationClient, Stack } from "@aws-sdk/client-cloudformation";
import { KeyleaseError } from "../../core/index.ts";
import { type ChangeSet, createChangeSet, deleteChangeSet, executeChangeSet } from "./change-set.ts";
import { createStackClient } from "./client.ts";
import { deployInput } from "./deploy-input.ts";
import type { DeployedStack, DeployStackOptions, StackChange } from "./deploy-options.ts";
import { EventReader } from "./events.ts";
import { followStack } from "./follow-stack.ts";
import { describeStack, stackCall, withSignal } from "./stack-call.ts";
import { notUpdatable, stackFailed } from "./stack-failed.ts";
import { isBeyondUpdate, isDeployed, isInProgress, isOnlyReviewed } from "./stack-states.ts";

/**
 * Creates a stack, or changes it where it is there already, and waits until it stands. What is still going on with it
 * is waited for first.
 *
 * @throws KeyleaseError `StackFailed` with the first failed resource's reason, after the rollback; `ServiceError`
 *   where CloudFormation refuses; `Interrupted` where the signal ends the waiting for what CloudFormation goes on with.
 */
export async function deployStack(options: DeployStackOptions): Promise<DeployedStack> {
  const client = await createStackClient(options);
  try {
    const present = await settledStack(client, options);
    if (present === undefined) return await create(client, options);
    return await update(client, options, present);
  } finally {
    client.destroy();
  }
}

/**
 * Works out what {@link deployStack} would do, and does nothing of it.
 *
 * @throws KeyleaseError as {@link deployStack}.
 */
export async function planDeployment(options: DeployStackOptions): Promise<readonly StackChange[]> {
  const client = await createStackClient(options);
  const { stackName, signal } = options;
  try {
    const present = await describeStack(client, stackName, signal);
    if (isBeyondUpdate(present?.StackStatus)) throw notUpdatable(stackName, present?.StackStatus ?? "");
    const changeSet = await changeSetFor(client, options, present);
    if (changeSet.changes.length > 0) await deleteChangeSet(client, changeSet.id, signal);
    // A change set of a new stack leaves the stack's name behind, which was not there before.
    if (present === undefined) await forget(client, changeSet.stackId, signal);
    return changeSet.changes;
  } finally {
    client.destroy();
  }
}

/** The stack, once nothing is in progress with it; `undefined` where there is none. */
async function settledStack(client: CloudFormationClient, options: DeployStackOptions): Promise<Stack | undefined> {
  const { stackName } = options;
  const present = await describeStack(client, stackName, options.signal);
  if (present === undefined || isOnlyReviewed(present.StackStatus)) return present;
  if (!isInProgress(present.StackStatus ?? "")) return present;
  const stackId = present.StackId ?? stackName;
  const events = new EventReader(client, stackId);
  const { stack, failures } = await followStack(client, { stackId, events, verb: "deploy" }, options);
  // What is still being removed makes room for a new one; anything else that fails is told with its cause.
  if (stack === undefined || stack.StackStatus === "DELETE_COMPLETE") return undefined;
  if (isBeyondUpdate(stack.StackStatus)) throw stackFailed(stackName, stack, failures);
  return stack;
}

async function create(client: CloudFormationClient, options: DeployStackOptions): Promise<DeployedStack> {
  const { CreateStackCommand } = await import("@aws-sdk/client-cloudformation");
  const { onFailure = "rollback", signal } = options;
  const command = new CreateStackCommand({
    ...deployInput(options),
    OnFailure: ({ rollback: "ROLLBACK", delete: "DELETE", "do-nothing": "DO_NOTHING" } as const)[onFailure],
  });
  const { StackId: stackId = options.stackName } = await stackCall("CreateStack", signal, () =>
    client.send(command, withSignal(signal)),
  );
  return finish(client, { stackId, events: new EventReader(client, stackId), outcome: "created" }, options);
}

async function update(
  client: CloudFormationClient,
  options: DeployStackOptions,
  present: Stack,
): Promise<DeployedStack> {
  const { stackName, signal, onFailure } = options;
  if (isBeyondUpdate(present.StackStatus)) throw notUpdatable(stackName, present.StackStatus ?? "");
  const isNew = isOnlyReviewed(present.StackStatus);
  if (onFailure === "delete" && !isNew) {
    throw new KeyleaseError("ArgumentInvalid", "a stack that exists is not deleted when a change of it fails", {
      hint: "Give --on-failure rollback or do-nothing.",
    });
  }
  const changeSet = await changeSetFor(client, options, present);
  const { stackId } = changeSet;
  if (changeSet.changes.length === 0 && !isNew) {
    return { stackId, outcome: "unchanged", resources: [], outputs: outputsOf(present) };
  }
  options.onChanges?.(changeSet.changes);
  const events = new EventReader(client, stackId);
  // What happened before is not told again.
  await events.read(signal);
  await executeChangeSet(client, changeSet, options);
  return finish(client, { stackId, events, outcome: isNew ? "created" : "updated" }, options);
}

function changeSetFor(
  client: CloudFormationClient,
  options: DeployStackOptions,
  present: Stack | undefined,
): Promise<ChangeSet> {
  const isNew = present === undefined || isOnlyReviewed(present.StackStatus);
  const known = isNew ? [] : (present.Parameters ?? []).map(({ ParameterKey = "" }) => ParameterKey);
  return createChangeSet(client, options, { type: isNew ? "CREATE" : "UPDATE", knownParameters: new Set(known) });
}

interface Deployment {
  readonly stackId: string;
  readonly events: EventReader;
  readonly outcome: DeployedStack["outcome"];
}

async function finish(
  client: CloudFormationClient,
  { stackId, events, outcome }: Deployment,
  options: DeployStackOptions,
): Promise<DeployedStack> {
  const { stack, failures, completed } = await followStack(client, { stackId, events, verb: "deploy" }, options);
  if (stack === undefined || !isDeployed(stack.StackStatus)) throw stackFailed(options.stackName, stack, failures);
  return { stackId, outcome, resources: completed, outputs: outputsOf(stack) };
}

function outputsOf(stack: Stack): Record<string, string> {
  return Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
  );
}

async function forget(client: CloudFormationClient, stackId: string, signal: AbortSignal | undefined): Promise<void> {
  const { DeleteStackCommand } = await import("@aws-sdk/client-cloudformation");
  const command = new DeleteStackCommand({ StackName: stackId });
  await stackCall("DeleteStack", signal, () => client.send(command, withSignal(signal)));
}
