import type { Operation } from "../../../pipeline/service.ts";
import { removeChangeSet } from "../change-sets.ts";
import { invalidChangeSetStatus } from "../errors.ts";
import { changeSetKeys, chosenChangeSet, readChangeSetChoice, stackOfChoice } from "../known-change-set.ts";
import { stackOperation } from "../stack-operation.ts";

/** Forgets a change set; its stack stays. One that is unknown is no error. */
export const deleteChangeSet: Operation = stackOperation({
  name: "DeleteChangeSet",
  errors: ["InvalidChangeSetStatus", "ValidationError"],
  parse: readChangeSetChoice,
  stack: stackOfChoice,
  contextKeys: (input) => changeSetKeys(input),
  async run(choice, context) {
    const changeSet = chosenChangeSet(choice, context);
    if (changeSet === undefined) return {};
    if (changeSet.executionStatus === "EXECUTE_IN_PROGRESS") {
      throw invalidChangeSetStatus(
        `ChangeSet [${changeSet.changeSetId}] cannot be deleted in its current status of [EXECUTE_IN_PROGRESS]`,
      );
    }
    await context.state.store.transaction((writer) => removeChangeSet(writer, changeSet));
    return {};
  },
});
