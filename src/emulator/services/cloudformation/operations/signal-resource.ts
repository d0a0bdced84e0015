import type { Operation } from "../../../pipeline/service.ts";
import { constraintError, validationError } from "../errors.ts";
import { journalOf } from "../journal.ts";
import { knownStack } from "../known-stack.ts";
import * as read from "../parameters.ts";
import { putSignal } from "../signals.ts";
import { stackOperation } from "../stack-operation.ts";
import { getResource, stackKey } from "../stacks.ts";

const MAX_UNIQUE_ID_CHARACTERS = 64;

/** Tells a resource that waits for it that something has succeeded, or has not. */
export const signalResource: Operation = stackOperation({
  name: "SignalResource",
  errors: ["ValidationError"],
  parse(params) {
    const uniqueId = read.required(params, "UniqueId");
    if (uniqueId.length > MAX_UNIQUE_ID_CHARACTERS) {
      const constraint = `Member must have length less than or equal to ${MAX_UNIQUE_ID_CHARACTERS}`;
      throw constraintError("uniqueId", uniqueId, constraint);
    }
    read.required(params, "Status");
    return {
      stackName: read.stackNameOrId(params),
      logicalId: read.required(params, "LogicalResourceId"),
      uniqueId,
      status: read.oneOf(params, "Status", ["SUCCESS", "FAILURE"]) ?? "FAILURE",
    };
  },
  stack: ({ stackName }) => stackName,
  async run({ stackName, logicalId, uniqueId, status }, context) {
    const { state } = context;
    const stack = knownStack(stackName, context, "brackets");
    const journal = journalOf(state, stack);
    await state.store.transaction((writer) => {
      const resource = getResource(writer, stackKey(stack), logicalId);
      if (resource === undefined) {
        throw validationError(`Resource ${logicalId} does not exist for stack ${stack.stackName}`);
      }
      if (!resource.status.endsWith("_IN_PROGRESS") || resource.status === "DELETE_IN_PROGRESS") {
        throw validationError(`Resource ${logicalId} is in ${resource.status} state and cannot be signaled`);
      }
      const isFirst = putSignal(writer, stackKey(stack), { logicalId, uniqueId, status });
      // A failure is told by the end of the resource that it is the reason of.
      if (!isFirst || status === "FAILURE") return;
      const reason = `Received SUCCESS signal with UniqueId ${uniqueId}`;
      journal.resourceIn(writer, logicalId, { status: resource.status, reason });
    });
  },
});
