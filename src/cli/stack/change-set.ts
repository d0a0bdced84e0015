import { setTimeout as sleep } from "node:timers/promises";
import type { Change, CloudFormationClient, DescribeChangeSetOutput } from "@aws-sdk/client-cloudformation";
import { ALPHABETS, KeyleaseError, randomText, systemRandom } from "../../core/index.ts";
import { deployInput } from "./deploy-input.ts";
import type { DeployStackOptions, StackChange } from "./deploy-options.ts";
import { stackCall, withSignal } from "./stack-call.ts";
import { templateParameters } from "./template-parameters.ts";

/** A change set that waits to be executed. */
export interface ChangeSet {
  readonly id: string;
  readonly stackId: string;
  /** Empty where the deployment changes nothing. */
  readonly changes: readonly StackChange[];
}

/** For which stack a change set is made. */
export interface ChangeSetTarget {
  readonly type: "CREATE" | "UPDATE";
  /** The parameters that the stack has now. */
  readonly knownParameters: ReadonlySet<string>;
}

const POLL_MILLISECONDS = { least: 100, most: 2_000 } as const;
/** How CloudFormation says that there is nothing to do; the second is an older text. */
const NOTHING_TO_CHANGE = /didn't contain changes|No updates are to be performed/;

/**
 * Makes a change set and waits until CloudFormation has worked it out.
 *
 * @throws KeyleaseError `StackFailed` where it cannot be worked out; `ServiceError` where the call is refused.
 */
export async function createChangeSet(
  client: CloudFormationClient,
  options: DeployStackOptions,
  target: ChangeSetTarget,
): Promise<ChangeSet> {
  const { CreateChangeSetCommand } = await import("@aws-sdk/client-cloudformation");
  const { Parameters, ...input } = deployInput(options);
  const command = new CreateChangeSetCommand({
    ...input,
    Parameters: [...Parameters, ...(await keptParameters(options, target))],
    ChangeSetName: `keylease-${randomText(systemRandom, 16, ALPHABETS.alphanumeric)}`,
    ChangeSetType: target.type,
  });
  const { signal } = options;
  const made = await stackCall("CreateChangeSet", signal, () => client.send(command, withSignal(signal)));
  const changeSet = { id: made.Id ?? "", stackId: made.StackId ?? "" };
  const worked = await whenWorkedOut(client, changeSet.id, signal);
  if (worked.Status === "CREATE_COMPLETE") return { ...changeSet, changes: await allChanges(client, worked, signal) };
  // One that failed stands in the stack's list for ever, and says nothing that is not told here.
  await deleteChangeSet(client, changeSet.id, signal);
  const reason = worked.StatusReason ?? "";
  if (NOTHING_TO_CHANGE.test(reason)) return { ...changeSet, changes: [] };
  throw new KeyleaseError("StackFailed", `the change set ended as ${worked.Status}: ${reason.replace(/\.$/, "")}`, {
    hint: "Mend the template or its parameters, and deploy again.",
    facts: { stackName: options.stackName, status: worked.Status ?? "" },
  });
}

/** Those of the stack's parameters that the template still has and nobody gave a new value. */
async function keptParameters(
  { templateBody, parameters = {} }: DeployStackOptions,
  { knownParameters }: ChangeSetTarget,
): Promise<{ ParameterKey: string; UsePreviousValue: true }[]> {
  return (await templateParameters(templateBody))
    .filter((name) => knownParameters.has(name) && !Object.hasOwn(parameters, name))
    .map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true }));
}

async function whenWorkedOut(
  client: CloudFormationClient,
  id: string,
  signal: AbortSignal | undefined,
): Promise<DescribeChangeSetOutput> {
  for (let pause: number = POLL_MILLISECONDS.least; ; pause = Math.min(pause * 2, POLL_MILLISECONDS.most)) {
    const page = await describeChangeSet(client, { ChangeSetName: id }, signal);
    if (!/_(PENDING|IN_PROGRESS)$/.test(page.Status ?? "")) return page;
    await sleep(pause, undefined, signal === undefined ? {} : { signal }).catch(() => {});
    signal?.throwIfAborted();
  }
}

async function allChanges(
  client: CloudFormationClient,
  first: DescribeChangeSetOutput,
  signal: AbortSignal | undefined,
): Promise<StackChange[]> {
  const changes = [...(first.Changes ?? [])];
  for (let next = first.NextToken; next !== undefined; ) {
    const page = await describeChangeSet(client, { ChangeSetName: first.ChangeSetId, NextToken: next }, signal);
    changes.push(...(page.Changes ?? []));
    next = page.NextToken;
  }
  return changes.map(toStackChange);
}

async function describeChangeSet(
  client: CloudFormationClient,
  input: { readonly ChangeSetName: string | undefined; readonly NextToken?: string },
  signal: AbortSignal | undefined,
): Promise<DescribeChangeSetOutput> {
  const { DescribeChangeSetCommand } = await import("@aws-sdk/client-cloudformation");
  const command = new DescribeChangeSetCommand(input);
  return stackCall("DescribeChangeSet", signal, () => client.send(command, withSignal(signal)));
}

function toStackChange({ ResourceChange: change = {} }: Change): StackChange {
  return {
    action: change.Action ?? "",
    logicalId: change.LogicalResourceId ?? "",
    physicalId: change.PhysicalResourceId ?? "",
    resourceType: change.ResourceType ?? "",
    replacement: change.Replacement,
  };
}

/** Begins what a change set says. */
export async function executeChangeSet(
  client: CloudFormationClient,
  { id }: ChangeSet,
  { onFailure, signal }: Pick<DeployStackOptions, "onFailure" | "signal">,
): Promise<void> {
  const { ExecuteChangeSetCommand } = await import("@aws-sdk/client-cloudformation");
  const command = new ExecuteChangeSetCommand({
    ChangeSetName: id,
    ...(onFailure === "do-nothing" ? { DisableRollback: true } : {}),
  });
  await stackCall("ExecuteChangeSet", signal, () => client.send(command, withSignal(signal)));
}

/** Forgets a change set that is not to be executed. */
export async function deleteChangeSet(
  client: CloudFormationClient,
  id: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { DeleteChangeSetCommand } = await import("@aws-sdk/client-cloudformation");
  const command = new DeleteChangeSetCommand({ ChangeSetName: id });
  await stackCall("DeleteChangeSet", signal, () => client.send(command, withSignal(signal)));
}
