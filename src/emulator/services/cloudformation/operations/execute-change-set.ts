import type { QueryParams } from "../../../../wire/index.ts";
import type { Operation, OperationContext } from "../../../pipeline/service.ts";
import { type ChangeSetRecord, concludeChangeSet } from "../change-sets.ts";
import { startCreation } from "../engine/start-creation.ts";
import { startUpdate } from "../engine/start-update.ts";
import { invalidChangeSetStatus, notEmulated, validationError } from "../errors.ts";
import {
  type ChangeSetChoice,
  changeSetKeys,
  knownChangeSet,
  readChangeSetChoice,
  stackOfChoice,
} from "../known-change-set.ts";
import * as read from "../parameters.ts";
import { planFor } from "../prepare-stack.ts";
import { stackOperation } from "../stack-operation.ts";
import { findStack, type StackRecord } from "../stacks.ts";
import { parseTemplate } from "../template/parse.ts";
import { refuseUnlessUpdatable, updatedStack } from "./update-stack.ts";

interface ExecuteChangeSetInput extends ChangeSetChoice {
  readonly clientRequestToken: string | undefined;
  readonly disableRollback: boolean | undefined;
}

/** Carries a change set out, in the background and with the caller's rights. */
export const executeChangeSet: Operation = stackOperation({
  name: "ExecuteChangeSet",
  errors: ["ChangeSetNotFound", "InvalidChangeSetStatus", "ValidationError"],
  parse(params: QueryParams): ExecuteChangeSetInput {
    read.refuseParameters(params, ["RetainExceptOnCreate"]);
    return {
      ...readChangeSetChoice(params),
      clientRequestToken: read.clientRequestToken(params),
      disableRollback: params.boolean("DisableRollback"),
    };
  },
  stack: (input, context) => stackOfChoice(input, context),
  contextKeys: (input) => changeSetKeys(input),
  async run(input, context) {
    const { state, caller } = context;
    const changeSet = knownChangeSet(input, context);
    refuseUnlessExecutable(changeSet);
    const before = findStack(state.store, caller.accountId, changeSet.stackId);
    if (before === undefined || before.status === "DELETE_COMPLETE") {
      throw validationError(`Stack [${changeSet.stackName}] does not exist`);
    }
    await begin(changeSet, { before, input }, context);
    return {};
  },
});

function refuseUnlessExecutable({ changeSetId, status, executionStatus }: ChangeSetRecord): void {
  const refuse = (which: string, value: string): never => {
    throw invalidChangeSetStatus(`ChangeSet [${changeSetId}] cannot be executed in its current ${which} of [${value}]`);
  };
  if (status === "FAILED") refuse("status", status);
  if (executionStatus !== "AVAILABLE") refuse("execution status", executionStatus);
}

async function begin(
  changeSet: ChangeSetRecord,
  { before, input }: { before: StackRecord; input: ExecuteChangeSetInput },
  context: OperationContext,
): Promise<void> {
  const { state } = context;
  const { templateBody, parameters } = changeSet;
  const template = parseTemplate(templateBody);
  const { clientRequestToken } = input;
  const asked = { ...changeSet, clientRequestToken, roleArn: changeSet.roleArn };
  const wanted = updatedStack(before, asked, { templateBody, template, parameters });
  const ended = () => state.store.transaction((writer) => concludeChangeSet(writer, changeSet));
  const isCreation = before.status === "REVIEW_IN_PROGRESS";
  const failure = input.disableRollback === true ? "DO_NOTHING" : (changeSet.onFailure ?? "ROLLBACK");
  const stack = { ...wanted, changeSetId: changeSet.changeSetId, ...(isCreation ? { onFailure: failure } : {}) };
  const plan = planFor(template, stack, state.region);
  if (isCreation) return startCreation({ stack, plan, changeSet, ended }, context);
  if (input.disableRollback === true) throw notEmulated("DisableRollback of an update");
  refuseUnlessUpdatable(before);
  await startUpdate({ before, stack, plan, changeSet, ended }, context);
}
