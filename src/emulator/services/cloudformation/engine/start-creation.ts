import type { OperationContext } from "../../../pipeline/service.ts";
import type { StoreWriter } from "../../../state/store.ts";
import { type ChangeSetRecord, obsoleteChangeSets, putChangeSet } from "../change-sets.ts";
import { validationError } from "../errors.ts";
import { journalOf, type StackJournal } from "../journal.ts";
import { actingAs } from "../stack-role.ts";
import type { StackRecord } from "../stacks.ts";
import type { StackPlan } from "../template/plan.ts";
import { createRun } from "./create-run.ts";
import { stackRuns } from "./stack-runs.ts";

export interface CreationToStart {
  /** As it is to become. */
  readonly stack: StackRecord;
  readonly plan: StackPlan;
  /** The change set that is carried out. */
  readonly changeSet?: ChangeSetRecord;
  /** Called when the creation has come to its end, however it ended. */
  readonly ended?: () => Promise<void>;
}

/**
 * Begins to make a stack that was in review; it goes on in the background.
 *
 * @throws AwsError `ValidationError` where the stack is not in review any more.
 */
export async function startCreation(creation: CreationToStart, context: OperationContext): Promise<void> {
  const { stack, plan, changeSet, ended } = creation;
  const { state, request } = context;
  const invoke = actingAs(stack.roleArn, context);
  const journal = journalOf(state, stack, stack.clientRequestToken);
  const run = stackRuns(state).open(stack.stackId);
  try {
    await state.store.transaction((writer) => {
      const updatedAt = changeSet === undefined ? {} : { updatedAt: state.clock.now().toISOString() };
      const { templateBody, description, parameters, capabilities, tags, onFailure, clientRequestToken } = stack;
      const set = {
        ...{ templateBody, description, parameters, capabilities, tags, onFailure, clientRequestToken },
        changeSetId: stack.changeSetId,
        roleArn: stack.roleArn,
        ...(stack.terminationProtection === true ? { terminationProtection: true } : {}),
        ...updatedAt,
      };
      if (!journal.stackIn(writer, { status: "CREATE_IN_PROGRESS", reason: "User Initiated", set })) {
        const { status } = journal.stackNow(writer);
        throw validationError(`Stack:${stack.stackId} is in ${status} state and can not be updated.`);
      }
      beginChangeSet(writer, journal, changeSet);
    });
  } catch (error) {
    run.abandon();
    throw error;
  }
  run.start(async (signal) => {
    await createRun(plan, { state, invoke, journal, stack, signal, requestId: request.id });
    await ended?.();
  });
}

/** A stack that changes makes the change sets that wait for it obsolete, all but the one that is carried out. */
export function beginChangeSet(
  writer: StoreWriter,
  journal: StackJournal,
  changeSet: ChangeSetRecord | undefined,
): void {
  obsoleteChangeSets(writer, journal.key, changeSet?.changeSetId);
  if (changeSet !== undefined) putChangeSet(writer, { ...changeSet, executionStatus: "EXECUTE_IN_PROGRESS" });
}
