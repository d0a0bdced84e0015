import type { OperationContext } from "../../../pipeline/service.ts";
import type { ChangeSetRecord } from "../change-sets.ts";
import { validationError } from "../errors.ts";
import { journalOf } from "../journal.ts";
import { actingAs } from "../stack-role.ts";
import type { StackRecord } from "../stacks.ts";
import type { StackPlan } from "../template/plan.ts";
import { stackRuns } from "./stack-runs.ts";
import { beginChangeSet } from "./start-creation.ts";
import { updateRun } from "./update-run.ts";

export interface UpdateToStart {
  readonly before: StackRecord;
  /** As it is to become. */
  readonly stack: StackRecord;
  readonly plan: StackPlan;
  /** The change set that is carried out. */
  readonly changeSet?: ChangeSetRecord;
  /** Called when the update has come to its end, however it ended. */
  readonly ended?: () => Promise<void>;
}

/**
 * Begins an update, which goes on in the background.
 *
 * @throws AwsError `ValidationError` where something else has begun with the stack since it was looked at.
 */
export async function startUpdate(update: UpdateToStart, context: OperationContext): Promise<void> {
  const { before, stack, plan, changeSet, ended } = update;
  const { state, request } = context;
  const invoke = actingAs(stack.roleArn, context);
  const journal = journalOf(state, stack, stack.clientRequestToken);
  const run = stackRuns(state).open(stack.stackId);
  try {
    await state.store.transaction((writer) => {
      const { templateBody, description, parameters, capabilities, tags, clientRequestToken } = stack;
      const set = {
        ...{ templateBody, description, parameters, capabilities, tags, clientRequestToken },
        changeSetId: stack.changeSetId,
        roleArn: stack.roleArn,
        updatedAt: state.clock.now().toISOString(),
      };
      if (!journal.stackIn(writer, { status: "UPDATE_IN_PROGRESS", reason: "User Initiated", set })) {
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
    await updateRun(plan, before, { state, invoke, journal, stack, signal, requestId: request.id });
    await ended?.();
  });
}
