import type { Operation } from "../../../pipeline/service.ts";
import { validationError } from "../errors.ts";
import { journalOf } from "../journal.ts";
import { knownStack } from "../known-stack.ts";
import * as read from "../parameters.ts";
import { stackOperation } from "../stack-operation.ts";

/** Says whether a stack may be deleted. */
export const updateTerminationProtection: Operation = stackOperation({
  name: "UpdateTerminationProtection",
  errors: ["ValidationError"],
  parse(params) {
    read.required(params, "EnableTerminationProtection");
    return {
      stackName: read.stackNameOrId(params),
      terminationProtection: params.boolean("EnableTerminationProtection") === true,
    };
  },
  stack: ({ stackName }) => stackName,
  async run({ stackName, terminationProtection }, context) {
    const { state } = context;
    const stack = knownStack(stackName, context, "brackets");
    if (stack.status === "DELETE_COMPLETE" || stack.status === "DELETE_IN_PROGRESS") {
      throw validationError(`Stack [${stack.stackName}] cannot be updated while in status ${stack.status}`);
    }
    await state.store.transaction((writer) => {
      journalOf(state, stack).amendStackIn(writer, { terminationProtection });
    });
    return { StackId: stack.stackId };
  },
});
