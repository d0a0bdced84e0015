import type { QueryParams } from "../../../../wire/index.ts";
import type { Operation, OperationContext } from "../../../pipeline/service.ts";
import { type ChangeSetRecord, listChangeSets, putChangeSet } from "../change-sets.ts";
import { changeSetTaken, notEmulated, validationError } from "../errors.ts";
import { journalOf } from "../journal.ts";
import { newChangeSetName } from "../known-change-set.ts";
import { knownStack } from "../known-stack.ts";
import * as read from "../parameters.ts";
import { newUuid } from "../physical-ids.ts";
import { planFor, prepareStack } from "../prepare-stack.ts";
import { type StackChanges, stackChanges } from "../stack-changes.ts";
import { stackOperation } from "../stack-operation.ts";
import { readStackRequest, requestKeys, type StackRequest } from "../stack-request.ts";
import { actingAs } from "../stack-role.ts";
import { changeSetArn, type FailureAction, findStack, listResources, type StackRecord, stackKey } from "../stacks.ts";
import { parseTemplate } from "../template/parse.ts";
import { newStack } from "./create-stack.ts";
import { refuseUnlessUpdatable, updatedStack } from "./update-stack.ts";

interface CreateChangeSetInput extends StackRequest {
  readonly stackName: string;
  readonly changeSetName: string;
  readonly type: "CREATE" | "UPDATE";
  readonly description: string | undefined;
  readonly onFailure: FailureAction | undefined;
  readonly includeNestedStacks: boolean;
  readonly clientToken: string | undefined;
}

/** Parameters that change what happens, and that this emulator does not act on. */
const NOT_EMULATED = ["DeploymentMode", "ImportExistingResources", "ResourcesToImport"];
const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** Works out what a template would change. A change set for a new stack makes that stack, to be reviewed. */
export const createChangeSet: Operation = stackOperation({
  name: "CreateChangeSet",
  errors: ["AlreadyExistsException", "InsufficientCapabilitiesException", "ValidationError"],
  parse: readInput,
  stack: ({ stackName }) => stackName,
  requestTags: ({ tags }) => tags ?? [],
  roleArn: ({ roleArn }) => roleArn,
  contextKeys: (input) => ({ ...requestKeys(input), "cloudformation:ChangeSetName": input.changeSetName }),
  async run(input, context) {
    const { state, caller } = context;
    const known =
      input.type === "CREATE" ? stackToReview(input, context) : knownStack(input.stackName, context, "brackets");
    const earlier = known && sameChangeSet(input, known, context);
    if (earlier !== undefined) return { Id: earlier.changeSetId, StackId: earlier.stackId };
    const before = input.type === "UPDATE" ? known : undefined;
    if (before !== undefined) refuseUnlessUpdatable(before);
    const record = await changeSetFor(
      input,
      { before, inReview: input.type === "CREATE" ? known : undefined },
      context,
    );
    await state.store.transaction((writer) => {
      if (findStack(writer, caller.accountId, record.changeSet.stackId) === undefined) {
        journalOf(state, record.stack).begin(writer, record.stack);
      }
      putChangeSet(writer, record.changeSet);
    });
    return { Id: record.changeSet.changeSetId, StackId: record.changeSet.stackId };
  },
});

function readInput(params: QueryParams): CreateChangeSetInput {
  read.refuseParameters(params, NOT_EMULATED);
  const type = read.oneOf(params, "ChangeSetType", ["CREATE", "UPDATE", "IMPORT"]) ?? "UPDATE";
  if (type === "IMPORT") throw notEmulated("ChangeSetType IMPORT");
  const onFailure = read.oneOf(params, "OnStackFailure", ["DO_NOTHING", "ROLLBACK", "DELETE"]);
  if (type === "UPDATE" && onFailure === "DO_NOTHING") throw notEmulated("OnStackFailure DO_NOTHING of an update");
  return {
    changeSetName: newChangeSetName(params),
    stackName: read.stackNameOrId(params),
    ...readStackRequest(params),
    expands: false,
    type,
    description: params.string("Description"),
    onFailure,
    includeNestedStacks: params.boolean("IncludeNestedStacks") === true,
    clientToken: params.string("ClientToken"),
  };
}

/** A stack that waits for its first change set to be carried out, or `undefined` where there is none of that name. */
function stackToReview(input: CreateChangeSetInput, { state, caller }: OperationContext): StackRecord | undefined {
  const stack = findStack(state.store, caller.accountId, input.stackName);
  const isId = input.stackName.startsWith("arn:");
  if (stack?.status === "REVIEW_IN_PROGRESS" || (stack === undefined && !isId)) return stack;
  throw validationError(
    `Stack [${input.stackName}] already exists and cannot be created again with the changeSet [${input.changeSetName}].`,
  );
}

/** The change set that an earlier call with the same token made. */
function sameChangeSet(
  { changeSetName, clientToken }: CreateChangeSetInput,
  stack: StackRecord,
  { state }: OperationContext,
): ChangeSetRecord | undefined {
  const named = listChangeSets(state.store, stackKey(stack)).filter(
    (record) => record.changeSetName === changeSetName && record.executionStatus !== "EXECUTE_COMPLETE",
  );
  const same = named.find((record) => clientToken !== undefined && record.clientToken === clientToken);
  if (same === undefined && named.length > 0) throw changeSetTaken(changeSetName);
  return same;
}

interface StacksOfChange {
  readonly before: StackRecord | undefined;
  readonly inReview: StackRecord | undefined;
}

/** The change set, and the stack that it belongs to, which may not be there yet. */
async function changeSetFor(
  input: CreateChangeSetInput,
  { before, inReview }: StacksOfChange,
  context: OperationContext,
): Promise<{ changeSet: ChangeSetRecord; stack: StackRecord }> {
  const { state, caller } = context;
  const prepared = await prepareStack(input, context, before);
  const wanted =
    before === undefined
      ? newStack({ ...input, onFailure: input.onFailure ?? "ROLLBACK" }, prepared, context)
      : updatedStack(before, input, prepared);
  const stack = inReview === undefined ? wanted : { ...wanted, stackId: inReview.stackId };
  const plan = planFor(prepared.template, stack, state.region);
  const changes = stackChanges({
    before: before && { stack: before, template: parseTemplate(before.templateBody) },
    resources: before === undefined ? [] : listResources(state.store, stackKey(before)),
    stack,
    plan,
    reader: state.store,
    region: state.region,
  });
  const { description, clientToken, onFailure, roleArn } = input;
  // A role that cannot be assumed is told at once.
  actingAs(roleArn, context);
  const outcome = outcomeOf(changes);
  const changeSet: ChangeSetRecord = {
    accountId: caller.accountId,
    changeSetId: changeSetArn(state.region, caller.accountId, `${input.changeSetName}/${newUuid(state.random)}`),
    changeSetName: input.changeSetName,
    stackId: stack.stackId,
    stackName: stack.stackName,
    type: input.type,
    ...(description === undefined ? {} : { description }),
    ...(roleArn === undefined ? {} : { roleArn }),
    templateBody: prepared.templateBody,
    parameters: prepared.parameters,
    capabilities: input.capabilities,
    tags: stack.tags,
    ...(onFailure === undefined ? {} : { onFailure }),
    includeNestedStacks: input.includeNestedStacks,
    ...(clientToken === undefined ? {} : { clientToken }),
    ...outcome,
    changes: JSON.parse(JSON.stringify(changes.resources)),
    createdAt: state.clock.now().toISOString(),
  };
  return { changeSet, stack: inReview ?? reviewed(stack) };
}

/** What becomes of a change set with these changes. */
function outcomeOf({
  isEmpty,
  missingExport,
}: StackChanges): Pick<ChangeSetRecord, "status" | "statusReason" | "executionStatus"> {
  const refused = { status: "FAILED", executionStatus: "UNAVAILABLE" } as const;
  if (missingExport !== undefined) return { ...refused, statusReason: `No export named ${missingExport} found.` };
  if (isEmpty) return { ...refused, statusReason: NO_CHANGES };
  return { status: "CREATE_COMPLETE", executionStatus: "AVAILABLE" };
}

/** A new stack of which nothing is decided but its name. */
function reviewed(stack: StackRecord): StackRecord {
  const { description: _undecided, ...rest } = stack;
  return {
    ...rest,
    templateBody: "{}",
    parameters: [],
    capabilities: [],
    tags: [],
    status: "REVIEW_IN_PROGRESS",
    statusReason: "User Initiated",
  };
}
