import type { OperationContext } from "../../../pipeline/service.ts";
import type { StoreWriter } from "../../../state/store.ts";
import { type ChangeSetRecord, obsoleteChangeSets, putChangeSet } from "../change-sets.ts";
import { validationError } from "../errors.ts";
import { journalOf, type StackJournal } from "../journal.ts";
import { actingAs } from "../stack-role.ts";
import type { StackRecord } from "../stacks.ts";
import type { EngineContext } from "./engine-context.ts";
import { stackRuns } from "./stack-runs.ts";

/** A stack that is there and is to become another one. */
export interface StackChange {
  /** As it is to become. */
  readonly stack: StackRecord;
  /** What the stack's record is to say from the beginning. */
  readonly begin: Parameters<StackJournal["stackIn"]>[1];
  /** The change set that is carried out. */
  readonly changeSet: ChangeSetRecord | undefined;
  /** Called when the change has come to its end, however it ended. */
  readonly ended: (() => Promise<void>) | undefined;
  readonly run: (engine: EngineContext) => Promise<void>;
}

/**
 * Begins a change, which goes on in the background.
 *
 * @throws AwsError `ValidationError` where something else has begun with the stack since it was looked at.
 */
export async function startChange(change: StackChange, context: OperationContext): Promise<void> {
  const { stack, begin, changeSet, ended } = change;
  const { state, request } = context;
  const invoke = actingAs(stack.roleArn, context);
  const journal = journalOf(state, stack, stack.clientRequestToken);
  const run = stackRuns(state).open(stack.stackId);
  try {
    await state.store.transaction((writer) => {
      if (!journal.stackIn(writer, begin)) {
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
    await change.run({ state, invoke, journal, stack, signal, requestId: request.id });
    await ended?.();
  });
}

/** A stack that changes makes the change sets that wait for it obsolete, all but the one that is carried out. */
function beginChangeSet(writer: StoreWriter, journal: StackJournal, changeSet: ChangeSetRecord | undefined): void {
  obsoleteChangeSets(writer, journal.key, changeSet?.changeSetId);
  if (changeSet !== undefined) putChangeSet(writer, { ...changeSet, executionStatus: "EXECUTE_IN_PROGRESS" });
}
