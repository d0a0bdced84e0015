import type { Operation } from "../../../pipeline/service.ts";
import { changeSetSummary } from "../change-set-items.ts";
import { listChangeSets } from "../change-sets.ts";
import { knownStack } from "../known-stack.ts";
import { pageOf } from "../pages.ts";
import * as read from "../parameters.ts";
import { stackOperation } from "../stack-operation.ts";
import { stackKey } from "../stacks.ts";

/** Lists a stack's change sets that were not carried out. */
export const listChangeSetsOperation: Operation = stackOperation({
  name: "ListChangeSets",
  errors: ["ValidationError"],
  parse: (params) => ({ stackName: read.stackNameOrId(params), nextToken: params.string("NextToken") }),
  stack: ({ stackName }) => stackName,
  run({ stackName, nextToken }, context) {
    const stack = knownStack(stackName, context, "brackets");
    const waiting = listChangeSets(context.state.store, stackKey(stack)).filter(
      ({ executionStatus }) => executionStatus === "AVAILABLE" || executionStatus === "UNAVAILABLE",
    );
    const page = pageOf(waiting, ({ changeSetId }) => changeSetId, nextToken);
    return { Summaries: page.items.map(changeSetSummary), NextToken: page.nextToken };
  },
});
