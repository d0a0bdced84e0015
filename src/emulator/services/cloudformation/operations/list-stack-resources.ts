import type { Operation } from "../../../pipeline/service.ts";
import { knownStack } from "../known-stack.ts";
import { pageOf } from "../pages.ts";
import * as read from "../parameters.ts";
import { resourceSummary } from "../stack-items.ts";
import { stackOperation } from "../stack-operation.ts";
import { listResources, stackKey } from "../stacks.ts";

/** Lists a stack's resources. */
export const listStackResources: Operation = stackOperation({
  name: "ListStackResources",
  errors: ["ValidationError"],
  parse: (params) => ({ stackName: read.stackNameOrId(params), nextToken: params.string("NextToken") }),
  stack: ({ stackName }) => stackName,
  run({ stackName, nextToken }, context) {
    const stack = knownStack(stackName, context, "with id");
    const resources = listResources(context.state.store, stackKey(stack));
    const page = pageOf(resources, ({ logicalId }) => logicalId, nextToken);
    return { StackResourceSummaries: page.items.map(resourceSummary), NextToken: page.nextToken };
  },
});
