import type { Operation, OperationContext } from "../../../pipeline/service.ts";
import { validationError } from "../errors.ts";
import { knownStack } from "../known-stack.ts";
import * as read from "../parameters.ts";
import { resourceItem } from "../stack-items.ts";
import { stackOperation } from "../stack-operation.ts";
import { listResources, listStacks, type StackRecord, stackKey } from "../stacks.ts";

/** Shows a stack's resources, or those of the stack that a physical id belongs to. */
export const describeStackResources: Operation = stackOperation({
  name: "DescribeStackResources",
  errors: ["ValidationError"],
  parse(params) {
    const stackName = read.optionalStackNameOrId(params);
    const physicalId = params.string("PhysicalResourceId");
    if ((stackName === undefined) === (physicalId === undefined)) {
      throw validationError("One of StackName and PhysicalResourceId must be specified, and not both.");
    }
    return { stackName, physicalId, logicalId: params.string("LogicalResourceId") };
  },
  stack: ({ stackName }) => stackName,
  run({ stackName, physicalId, logicalId }, context) {
    const stack =
      stackName === undefined ? stackOf(physicalId ?? "", context) : knownStack(stackName, context, "with id");
    const resources = listResources(context.state.store, stackKey(stack)).filter(
      (resource) => logicalId === undefined || resource.logicalId === logicalId,
    );
    return { StackResources: resources.map((resource) => resourceItem(stack, resource)) };
  },
});

function stackOf(physicalId: string, { state, caller }: OperationContext): StackRecord {
  const stack = listStacks(state.store, caller.accountId).find(
    (candidate) =>
      candidate.status !== "DELETE_COMPLETE" &&
      listResources(state.store, stackKey(candidate)).some((resource) => resource.physicalId === physicalId),
  );
  if (stack === undefined) throw validationError(`Stack for ${physicalId} does not exist`);
  return stack;
}
