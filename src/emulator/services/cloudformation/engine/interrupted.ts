import type { EmulatorState } from "../../../state/state.ts";
import { journalOf, type StackJournal } from "../journal.ts";
import { listResources, listStacks, type StackRecord } from "../stacks.ts";
import { interruptedStatus } from "../statuses.ts";
import { stackRuns } from "./stack-runs.ts";

const REASON = "The emulator was stopped while this was under way; what it had begun to make may remain.";

/**
 * Marks as failed what an earlier process was working on when it ended: nobody works on it any more, and a stack that
 * says that it is in progress would never come out of it. Deleting such a stack is possible.
 */
export async function settleInterrupted(state: EmulatorState, accountId: string): Promise<void> {
  const runs = stackRuns(state);
  const isInterrupted = (stack: StackRecord): boolean =>
    interruptedStatus(stack.status) !== undefined && !runs.isActive(stack.stackId);
  for (const stack of listStacks(state.store, accountId)) {
    if (isInterrupted(stack)) await settle(state, journalOf(state, stack), isInterrupted);
  }
}

async function settle(
  state: EmulatorState,
  journal: StackJournal,
  isInterrupted: (stack: StackRecord) => boolean,
): Promise<void> {
  await state.store.transaction((writer) => {
    const stack = journal.stackNow(writer);
    const status = interruptedStatus(stack.status);
    // Asked for again inside the transaction: another request may have settled it, or begun to delete it, since.
    if (status === undefined || !isInterrupted(stack)) return;
    for (const resource of listResources(writer, journal.key)) {
      const failed = interruptedStatus(resource.status);
      if (failed !== undefined) journal.resourceIn(writer, resource.logicalId, { status: failed, reason: REASON });
    }
    journal.stackIn(writer, { status, reason: REASON });
  });
}
