import type { QueryParams } from "../../../../wire/index.ts";
import type { Operation, OperationContext } from "../../../pipeline/service.ts";
import type { StoreReader } from "../../../state/store.ts";
import { createRun } from "../engine/create-run.ts";
import { stackRuns } from "../engine/stack-runs.ts";
import { startCreation } from "../engine/start-creation.ts";
import { alreadyExists, constraintError, tokenAlreadyExists, validationError } from "../errors.ts";
import { journalOf } from "../journal.ts";
import * as read from "../parameters.ts";
import { newUuid } from "../physical-ids.ts";
import { type PreparedStack, planFor, prepareStack } from "../prepare-stack.ts";
import { stackOperation } from "../stack-operation.ts";
import { readStackRequest, requestKeys, type StackRequest } from "../stack-request.ts";
import { actingAs } from "../stack-role.ts";
import { type FailureAction, findStack, listStacks, type StackRecord, stackArn } from "../stacks.ts";
import type { StackPlan } from "../template/plan.ts";

interface CreateStackInput extends StackRequest {
  readonly stackName: string;
  readonly onFailure: FailureAction;
  readonly terminationProtection: boolean;
  readonly timeoutMinutes: number | undefined;
}

/** Parameters that change what happens, and that this emulator does not act on. */
const NOT_EMULATED = ["RetainExceptOnCreate"];

/** Checks a template and its parameters, answers, and makes the stack in the background with the caller's rights. */
export const createStack: Operation = stackOperation({
  name: "CreateStack",
  errors: [
    "AlreadyExistsException",
    "InsufficientCapabilitiesException",
    "TokenAlreadyExistsException",
    "ValidationError",
  ],
  parse: readInput,
  stack: ({ stackName }) => stackName,
  requestTags: ({ tags }) => tags ?? [],
  roleArn: ({ roleArn }) => roleArn,
  contextKeys: (input) => requestKeys(input),
  async run(input, context) {
    const { state } = context;
    const prepared = await prepareStack(input, context);
    const wanted = newStack(input, prepared, context);
    const namesake = findStack(state.store, wanted.accountId, wanted.stackName);
    const inReview = namesake?.status === "REVIEW_IN_PROGRESS" ? namesake : undefined;
    const stack = inReview === undefined ? wanted : { ...wanted, stackId: inReview.stackId };
    const plan = planFor(prepared.template, stack, state.region);
    if (inReview !== undefined) {
      await startCreation({ stack, plan }, context);
      return { StackId: stack.stackId };
    }
    return { StackId: await begin(stack, plan, context) };
  },
});

function readInput(params: QueryParams): CreateStackInput {
  read.refuseParameters(params, NOT_EMULATED);
  const onFailure = read.oneOf(params, "OnFailure", ["DO_NOTHING", "ROLLBACK", "DELETE"]);
  const disableRollback = params.boolean("DisableRollback");
  if (onFailure !== undefined && disableRollback !== undefined) {
    throw validationError("Only one of DisableRollback and OnFailure can be specified.");
  }
  return {
    stackName: read.newStackName(params),
    ...readStackRequest(params),
    onFailure: onFailure ?? (disableRollback === true ? "DO_NOTHING" : "ROLLBACK"),
    terminationProtection: params.boolean("EnableTerminationProtection") === true,
    timeoutMinutes: readTimeout(params),
  };
}

function readTimeout(params: QueryParams): number | undefined {
  const minutes = params.integer("TimeoutInMinutes");
  if (minutes === undefined || minutes >= 1) return minutes;
  const constraint = "Member must have value greater than or equal to 1";
  throw constraintError("timeoutInMinutes", String(minutes), constraint);
}

/** The record of a stack that is about to be made. */
export function newStack(
  input: Pick<
    CreateStackInput,
    "stackName" | "capabilities" | "tags" | "clientRequestToken" | "onFailure" | "roleArn"
  > &
    Partial<Pick<CreateStackInput, "terminationProtection" | "timeoutMinutes">>,
  { templateBody, template, parameters }: PreparedStack,
  { state, caller }: OperationContext,
): StackRecord {
  const { stackName, capabilities, tags = [], clientRequestToken, onFailure, roleArn } = input;
  const { terminationProtection, timeoutMinutes } = input;
  const { description } = template;
  return {
    accountId: caller.accountId,
    stackName,
    stackId: stackArn(state.region, caller.accountId, `${stackName}/${newUuid(state.random)}`),
    templateBody,
    parameters,
    capabilities,
    tags,
    onFailure,
    ...(description === undefined ? {} : { description }),
    ...(clientRequestToken === undefined ? {} : { clientRequestToken }),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(terminationProtection === true ? { terminationProtection } : {}),
    ...(timeoutMinutes === undefined ? {} : { timeoutMinutes }),
    status: "CREATE_IN_PROGRESS",
    statusReason: "User Initiated",
    outputs: [],
    createdAt: state.clock.now().toISOString(),
    eventCount: 0,
    lastEventAt: 0,
  };
}

/** Keeps the stack and starts making it. A call that is made again with its token gets the stack that it made. */
async function begin(stack: StackRecord, plan: StackPlan, context: OperationContext): Promise<string> {
  const { state, request } = context;
  const invoke = actingAs(stack.roleArn, context);
  const journal = journalOf(state, stack, stack.clientRequestToken);
  const run = stackRuns(state).open(stack.stackId);
  try {
    const earlier = await state.store.transaction((writer) => {
      const known = findEarlier(stack, writer);
      if (known === undefined) journal.begin(writer, stack);
      return known;
    });
    if (earlier !== undefined) {
      run.abandon();
      return earlier.stackId;
    }
  } catch (error) {
    run.abandon();
    throw error;
  }
  run.start((signal) => createRun(plan, { state, invoke, journal, stack, signal, requestId: request.id }));
  return stack.stackId;
}

function findEarlier(stack: StackRecord, reader: StoreReader): StackRecord | undefined {
  const { accountId, stackName, clientRequestToken: token } = stack;
  const namesake = findStack(reader, accountId, stackName);
  if (token !== undefined) {
    const same = listStacks(reader, accountId).find((other) => other.clientRequestToken === token);
    if (same !== undefined && same.stackId === namesake?.stackId) return same;
    if (same !== undefined) throw tokenAlreadyExists(token);
  }
  if (namesake !== undefined) throw alreadyExists(stackName);
  return undefined;
}
