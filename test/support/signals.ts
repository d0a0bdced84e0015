import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  type ResourceSignalStatus,
  SignalResourceCommand,
} from "@aws-sdk/client-cloudformation";
import type { SdkCredentials } from "./emulator.ts";

/** Where a stack is, and who speaks for its instance. */
export interface SignalTarget {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: SdkCredentials;
}

const ATTEMPTS = 400;
const PAUSE_MILLISECONDS = 25;

/**
 * Says in the place of an instance that runs nothing how its script ended, as soon as CloudFormation has made it. For
 * tests of what is around the script; the script itself is tested in a sandbox.
 */
export async function signalFor(
  target: SignalTarget,
  StackName: string,
  Status: ResourceSignalStatus = "SUCCESS",
): Promise<void> {
  const client = new CloudFormationClient({ ...target });
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const instance = await instanceOf(client, StackName);
    if (instance !== undefined) {
      const signal = { StackName, LogicalResourceId: instance.logicalId, UniqueId: instance.physicalId, Status };
      await client.send(new SignalResourceCommand(signal));
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  }
  throw new Error(`the stack ${StackName} has no instance`);
}

async function instanceOf(
  client: CloudFormationClient,
  StackName: string,
): Promise<{ readonly logicalId: string; readonly physicalId: string } | undefined> {
  // There is no stack yet, or it has no instance yet.
  const answer = await client.send(new DescribeStackResourcesCommand({ StackName })).catch(() => undefined);
  const found = answer?.StackResources?.find(({ ResourceType }) => ResourceType === "AWS::EC2::Instance");
  if (!found?.LogicalResourceId || !found.PhysicalResourceId) return undefined;
  return { logicalId: found.LogicalResourceId, physicalId: found.PhysicalResourceId };
}
