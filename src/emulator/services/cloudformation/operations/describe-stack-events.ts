import type { Operation } from "../../../pipeline/service.ts";
import { listEvents } from "../events.ts";
import { knownStack } from "../known-stack.ts";
import { invalidToken, readToken, writeToken } from "../pages.ts";
import * as read from "../parameters.ts";
import { eventItem } from "../stack-items.ts";
import { stackOperation } from "../stack-operation.ts";
import { stackKey } from "../stacks.ts";

const PAGE_SIZE = 100;

/** Tells what happened to a stack, newest first. */
export const describeStackEvents: Operation = stackOperation({
  name: "DescribeStackEvents",
  errors: ["ValidationError"],
  parse: (params) => ({ stackName: read.stackNameOrId(params), start: readStart(params.string("NextToken")) }),
  stack: ({ stackName }) => stackName,
  run({ stackName, start }, context) {
    const stack = knownStack(stackName, context, "brackets");
    const page = listEvents(context.state.store, stackKey(stack), { ...start, limit: PAGE_SIZE });
    return {
      StackEvents: page.events.map((event) => eventItem(stack, event)),
      NextToken: page.next === undefined ? undefined : writeToken(page.next),
    };
  },
});

function readStart(token: string | undefined): { start?: string } {
  if (token === undefined) return {};
  const start = readToken(token);
  if (!/^\d{9}$/.test(start)) throw invalidToken();
  return { start };
}
