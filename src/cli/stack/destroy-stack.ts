import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { KeyleaseError } from "../../core/index.ts";
import type { AwsService } from "../client-settings.ts";
import { createStackClient } from "./client.ts";
import { EventReader, type StackEvent } from "./events.ts";
import { describeStack, stackCall, withSignal } from "./stack-call.ts";
import { waitForStack } from "./wait.ts";

/** Which stack to remove, and who wants to hear of it. */
export interface DestroyStackOptions extends AwsService {
  readonly stackName: string;
  /** Told of every event of the removal, the oldest first. Default: nobody. */
  readonly onEvent?: (event: StackEvent) => void;
  /** Ends the waiting; what CloudFormation has begun goes on. */
  readonly signal?: AbortSignal;
}

/**
 * Removes a stack and waits until it is gone.
 *
 * @throws KeyleaseError `StackFailed` where there is no such stack or a resource cannot be removed; `ServiceError`
 *   where CloudFormation refuses. An abort rejects with the signal's reason.
 */
export async function destroyStack(options: DestroyStackOptions): Promise<void> {
  const { stackName, signal } = options;
  const client = await createStackClient(options);
  try {
    const stackId = (await describeStack(client, stackName, signal))?.StackId;
    if (stackId === undefined) throw absent(stackName);
    const failures: StackEvent[] = [];
    const events = new EventReader(client, stackId);
    // What happened before is not told again.
    await events.read(signal);
    await deleteStack(client, stackId, signal);
    const stack = await waitForStack({
      client,
      stackId,
      events,
      onEvent: (event) => {
        if (event.status === "DELETE_FAILED") failures.push(event);
        options.onEvent?.(event);
      },
      signal,
    });
    if (stack !== undefined && stack.StackStatus !== "DELETE_COMPLETE") {
      throw notDestroyed(stackName, stack.StackStatus ?? "", failures[0]);
    }
  } finally {
    client.destroy();
  }
}

async function deleteStack(client: CloudFormationClient, stackId: string, signal?: AbortSignal): Promise<void> {
  const { DeleteStackCommand } = await import("@aws-sdk/client-cloudformation");
  const command = new DeleteStackCommand({ StackName: stackId });
  await stackCall("DeleteStack", signal, () => client.send(command, withSignal(signal)));
}

function absent(stackName: string): KeyleaseError {
  return new KeyleaseError("StackFailed", `there is no stack \`${stackName}\``, {
    hint: "Check the name, the region and the endpoint.",
    facts: { stackName },
  });
}

function notDestroyed(stackName: string, status: string, failure: StackEvent | undefined): KeyleaseError {
  const text = failure === undefined ? "" : `: ${failure.logicalId}: ${failure.reason ?? "no reason was given"}`;
  return new KeyleaseError("StackFailed", `the stack \`${stackName}\` ended as ${status}${text.replace(/\.$/, "")}`, {
    hint: "Empty the buckets of the stack, or mend what stands above, and destroy it again.",
    facts: { stackName, status, ...(failure === undefined ? {} : { resource: failure.logicalId }) },
  });
}
