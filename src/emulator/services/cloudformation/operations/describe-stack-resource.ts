import type { Operation } from "../../../pipeline/service.ts";
import { validationError } from "../errors.ts";
import { knownStack } from "../known-stack.ts";
import * as read from "../parameters.ts";
import { resourceDetail } from "../stack-items.ts";
import { stackOperation } from "../stack-operation.ts";
import { getResource, stackKey } from "../stacks.ts";

/** Shows one resource of a stack. */
export const describeStackResource: Operation = stackOperation({
  name: "DescribeStackResource",
  errors: ["ValidationError"],
  parse: (params) => ({ stackName: read.stackNameOrId(params), logicalId: read.required(params, "LogicalResourceId") }),
  stack: ({ stackName }) => stackName,
  run({ stackName, logicalId }, context) {
    const stack = knownStack(stackName, context, "quotes");
    const resource = getResource(context.state.store, stackKey(stack), logicalId);
    if (resource === undefined) {
      throw validationError(`Resource ${logicalId} does not exist for stack ${stack.stackName}`);
    }
    return { StackResourceDetail: resourceDetail(stack, resource) };
  },
});
