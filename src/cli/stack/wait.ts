import { setTimeout as sleep } from "node:timers/promises";
import type { CloudFormationClient, Stack } from "@aws-sdk/client-cloudformation";
import type { EventReader, StackEvent } from "./events.ts";
import { describeStack } from "./stack-call.ts";
import { isInProgress } from "./stack-states.ts";

/** How to wait for a stack. */
export interface StackWait {
  readonly client: CloudFormationClient;
  /** The id rather than the name: a deleted stack is found by its id alone. */
  readonly stackId: string;
  readonly events: EventReader;
  readonly onEvent: (event: StackEvent) => void;
  readonly signal: AbortSignal | undefined;
}

/** How often a stack that looks settled is asked again before it is believed without an event. */
const SILENT_ROUNDS = 8;
const SHORTEST_WAIT_MILLISECONDS = 150;
/** AWS throttles callers that ask much more often. */
const LONGEST_WAIT_MILLISECONDS = 3_000;

/**
 * Waits until nothing is in progress any more, and tells of events as they come. It asks often while things happen
 * and ever less often while nothing does.
 *
 * @returns The stack, or `undefined` where it is gone.
 */
export async function waitForStack(wait: StackWait): Promise<Stack | undefined> {
  let pause = SHORTEST_WAIT_MILLISECONDS;
  let isHeard = false;
  for (let round = 0; ; round++) {
    const stack = await describeStack(wait.client, wait.stackId, wait.signal);
    // Read after the state, so that the last events are told before the wait ends.
    const events = stack === undefined ? [] : await wait.events.read(wait.signal);
    for (const event of events) wait.onEvent(event);
    isHeard ||= events.length > 0;
    // Until the first event comes, a state at rest may be the one from before what is waited for.
    const isBelieved = isHeard || round >= SILENT_ROUNDS;
    if (stack === undefined || (isBelieved && !isInProgress(stack.StackStatus ?? ""))) return stack;
    pause = events.length > 0 ? SHORTEST_WAIT_MILLISECONDS : Math.min(pause * 2, LONGEST_WAIT_MILLISECONDS);
    // Aborted, the wait would reject with an error of its own instead of the signal's reason.
    await sleep(pause, undefined, wait.signal === undefined ? {} : { signal: wait.signal }).catch(() => {});
    wait.signal?.throwIfAborted();
  }
}
