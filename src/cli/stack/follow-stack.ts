import type { CloudFormationClient, Stack } from "@aws-sdk/client-cloudformation";
import type { DeployStackOptions, StackResource } from "./deploy-options.ts";
import type { EventReader, StackEvent } from "./events.ts";
import { stillGoingOn } from "./stack-failed.ts";
import { waitForStack } from "./wait.ts";

/** How far a stack got. */
export interface FollowedStack {
  /** `undefined` where it is gone. */
  readonly stack: Stack | undefined;
  /** The events of what failed, the oldest first. */
  readonly failures: readonly StackEvent[];
  /** The resources that were created meanwhile; the events say it already. */
  readonly completed: readonly StackResource[];
}

/**
 * Waits until nothing is in progress with a stack.
 *
 * @throws KeyleaseError `Interrupted` where the signal ends the waiting.
 */
export async function followStack(
  client: CloudFormationClient,
  { stackId, events, verb }: { stackId: string; events: EventReader; verb: "deploy" | "destroy" },
  { stackName, onEvent, signal }: Pick<DeployStackOptions, "stackName" | "onEvent" | "signal">,
): Promise<FollowedStack> {
  const failures: StackEvent[] = [];
  const completed: StackResource[] = [];
  try {
    const stack = await waitForStack({
      client,
      stackId,
      events,
      onEvent: (event) => {
        const { status, logicalId, physicalId, resourceType: type } = event;
        if (status.endsWith("_FAILED")) failures.push(event);
        // The stack's own events are among them.
        if (status === "CREATE_COMPLETE" && physicalId !== stackId) completed.push({ logicalId, physicalId, type });
        onEvent?.(event);
      },
      signal,
    });
    return { stack, failures, completed };
  } catch (error) {
    throw signal?.aborted ? stillGoingOn(stackName, verb) : error;
  }
}
