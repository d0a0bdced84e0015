import type { Operation } from "../../../pipeline/service.ts";
import type { StoreWriter } from "../../../state/store.ts";
import { deleteRun } from "../engine/delete-run.ts";
import { stackRuns } from "../engine/stack-runs.ts";
import { validationError } from "../errors.ts";
import { journalOf, type StackJournal } from "../journal.ts";
import * as read from "../parameters.ts";
import { stackOperation } from "../stack-operation.ts";
import { actingAs, readRoleArn } from "../stack-role.ts";
import { findStack, getResource, type StackRecord } from "../stacks.ts";

/** Deletes a stack in the background. A stack that is unknown or already going is no error. */
export const deleteStack: Operation = stackOperation({
  name: "DeleteStack",
  errors: ["ValidationError"],
  parse(params) {
    return {
      roleArn: readRoleArn(params),
      stackName: read.stackNameOrId(params),
      retain: new Set(params.list("RetainResources")),
      force: read.oneOf(params, "DeletionMode", ["STANDARD", "FORCE_DELETE_STACK"]) === "FORCE_DELETE_STACK",
      clientRequestToken: read.clientRequestToken(params),
    };
  },
  stack: ({ stackName }) => stackName,
  roleArn: ({ roleArn }) => roleArn,
  async run({ stackName, retain, force, clientRequestToken, roleArn }, context) {
    const { state, caller, request } = context;
    const stack = findStack(state.store, caller.accountId, stackName);
    if (stack === undefined) return;
    if (stack.terminationProtection === true) {
      throw validationError(`Stack [${stack.stackName}] cannot be deleted while TerminationProtection is enabled`);
    }
    const invoke = actingAs(roleArn ?? stack.roleArn, context);
    const journal = journalOf(state, stack, clientRequestToken);
    const runs = stackRuns(state);
    const run = runs.open(stack.stackId);
    let isBegun = false;
    try {
      isBegun = await state.store.transaction((writer) => {
        refuseDuringUpdate(journal.stackNow(writer));
        checkDeletable(writer, journal, { retain, force });
        return journal.stackIn(writer, { status: "DELETE_IN_PROGRESS", reason: "User Initiated" });
      });
    } finally {
      if (!isBegun) run.abandon();
    }
    if (!isBegun) return;
    // A creation that is under way makes nothing more from now on; what it has begun must be known before it is deleted.
    const othersEnded = runs.supersede(stack.stackId, run);
    run.start(async (signal) => {
      await othersEnded;
      await deleteRun({ state, invoke, journal, stack, signal, requestId: request.id }, { retain, force });
    });
  },
});

/** What an update is at work on cannot be taken away under it. */
function refuseDuringUpdate({ stackName, status }: StackRecord): void {
  if (status.startsWith("UPDATE_") && status.endsWith("_IN_PROGRESS")) {
    throw validationError(`Stack [${stackName}] cannot be deleted while in status ${status}`);
  }
}

function checkDeletable(
  writer: StoreWriter,
  journal: StackJournal,
  { retain, force }: { retain: ReadonlySet<string>; force: boolean },
): void {
  if (retain.size === 0 && !force) return;
  const { status, stackId } = journal.stackNow(writer);
  if (status !== "DELETE_FAILED") {
    const asked = force ? "a forced deletion" : "resources to retain";
    throw validationError(
      `Invalid operation on stack [${stackId}]. Specify ${asked} only when the stack is in the DELETE_FAILED state.`,
    );
  }
  const unknown = [...retain].filter((logicalId) => getResource(writer, journal.key, logicalId) === undefined);
  if (unknown.length > 0) {
    throw validationError(`The specified resources to retain must be in a valid state. [${unknown.join(", ")}]`);
  }
}
