import type { OperationContext } from "../../../pipeline/service.ts";
import type { ChangeSetRecord } from "../change-sets.ts";
import type { StackRecord } from "../stacks.ts";
import type { StackPlan } from "../template/plan.ts";
import { startChange } from "./start-change.ts";
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
  const { templateBody, description, parameters, capabilities, tags, clientRequestToken } = stack;
  const set = {
    ...{ templateBody, description, parameters, capabilities, tags, clientRequestToken },
    changeSetId: stack.changeSetId,
    roleArn: stack.roleArn,
    updatedAt: context.state.clock.now().toISOString(),
  };
  const begin = { status: "UPDATE_IN_PROGRESS", reason: "User Initiated", set } as const;
  await startChange({ stack, begin, changeSet, ended, run: (engine) => updateRun(plan, before, engine) }, context);
}
