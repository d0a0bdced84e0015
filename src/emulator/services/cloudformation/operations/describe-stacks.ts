import type { Operation } from "../../../pipeline/service.ts";
import { knownStack } from "../known-stack.ts";
import { pageOf } from "../pages.ts";
import * as read from "../parameters.ts";
import { stackItem } from "../stack-items.ts";
import { stackOperation } from "../stack-operation.ts";
import { listStacks } from "../stacks.ts";

/** Shows one stack, which may be a deleted one if it is named by its id, or all that are not deleted. */
export const describeStacks: Operation = stackOperation({
  name: "DescribeStacks",
  errors: ["ValidationError"],
  parse: (params) => ({ stackName: read.optionalStackNameOrId(params), nextToken: params.string("NextToken") }),
  stack: ({ stackName }) => stackName,
  run({ stackName, nextToken }, context) {
    if (stackName !== undefined) return { Stacks: [stackItem(knownStack(stackName, context, "with id"))] };
    const { state, caller } = context;
    const stacks = listStacks(state.store, caller.accountId).filter(({ status }) => status !== "DELETE_COMPLETE");
    const page = pageOf(stacks, ({ stackId }) => stackId, nextToken);
    return { Stacks: page.items.map(stackItem), NextToken: page.nextToken };
  },
});
