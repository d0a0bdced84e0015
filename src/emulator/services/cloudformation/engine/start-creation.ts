import type { OperationContext } from "../../../pipeline/service.ts";
import type { ChangeSetRecord } from "../change-sets.ts";
import type { StackRecord } from "../stacks.ts";
import type { StackPlan } from "../template/plan.ts";
import { createRun } from "./create-run.ts";
import { startChange } from "./start-change.ts";

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
  const updatedAt = changeSet === undefined ? {} : { updatedAt: context.state.clock.now().toISOString() };
  const { templateBody, description, parameters, capabilities, tags, onFailure, clientRequestToken } = stack;
  const set = {
    ...{ templateBody, description, parameters, capabilities, tags, onFailure, clientRequestToken },
    changeSetId: stack.changeSetId,
    roleArn: stack.roleArn,
    ...(stack.terminationProtection === true ? { terminationProtection: true } : {}),
    ...updatedAt,
  };
  const begin = { status: "CREATE_IN_PROGRESS", reason: "User Initiated", set } as const;
  await startChange({ stack, begin, changeSet, ended, run: (engine) => createRun(plan, engine) }, context);
}
