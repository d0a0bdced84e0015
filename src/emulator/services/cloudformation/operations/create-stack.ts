import type { QueryParams } from "../../../../wire/index.ts";
import type { Operation, OperationContext } from "../../../pipeline/service.ts";
import type { StoreReader } from "../../../state/store.ts";
import { CAPABILITIES, checkCapabilities } from "../capabilities.ts";
import { createRun } from "../engine/create-run.ts";
import { stackRuns } from "../engine/stack-runs.ts";
import { alreadyExists, constraintError, templateFormatError, tokenAlreadyExists, validationError } from "../errors.ts";
import { journalOf } from "../journal.ts";
import { parameterStore } from "../parameter-store.ts";
import * as read from "../parameters.ts";
import { newUuid } from "../physical-ids.ts";
import { RESOURCE_TYPES } from "../resources/index.ts";
import { stackOperation } from "../stack-operation.ts";
import { type FailureAction, findStack, listStacks, type StackRecord, stackArn } from "../stacks.ts";
import type { Template } from "../template/model.ts";
import { type GivenParameter, resolveParameters, type StackParameter } from "../template/parameters.ts";
import { parseTemplate } from "../template/parse.ts";
import { planStack, type StackPlan } from "../template/plan.ts";
import { TemplateScope } from "../template/scope.ts";

interface CreateStackInput {
  readonly stackName: string;
  readonly templateBody: string;
  readonly parameters: readonly GivenParameter[];
  readonly capabilities: readonly string[];
  readonly tags: StackRecord["tags"];
  readonly onFailure: FailureAction;
  readonly clientRequestToken: string | undefined;
}

/** Parameters that change what happens, and that this emulator does not act on. */
const NOT_EMULATED = [
  "EnableTerminationProtection",
  "NotificationARNs",
  "ResourceTypes",
  "RetainExceptOnCreate",
  "RoleARN",
  "RollbackConfiguration",
  "StackPolicyBody",
  "StackPolicyURL",
  "TimeoutInMinutes",
];

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
  requestTags: ({ tags }) => tags,
  async run(input, context) {
    const { state, caller } = context;
    const template = parseTemplate(input.templateBody);
    checkTypes(template);
    checkCapabilities(template, input.capabilities);
    const parameters = resolveParameters(template, input.parameters, parameterStore(context));
    const stackId = stackArn(state.region, caller.accountId, `${input.stackName}/${newUuid(state.random)}`);
    const stack = newStack(input, { context, stackId, parameters, description: template.description });
    const plan = planFor(template, stack, state.region);
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
  const capabilities = params.list("Capabilities");
  const unknown = capabilities.find((capability) => !CAPABILITIES.some((known) => known === capability));
  if (unknown !== undefined) {
    const set = `[Member must satisfy enum value set: [${CAPABILITIES.join(", ")}]]`;
    throw constraintError("capabilities", `[${capabilities.join(", ")}]`, `Member must satisfy constraint: ${set}`);
  }
  return {
    stackName: read.newStackName(params),
    templateBody: read.templateBody(params),
    parameters: params.structList("Parameters").map((parameter) => ({
      key: read.required(parameter, "ParameterKey"),
      value: parameter.boolean("UsePreviousValue") === true ? undefined : (parameter.string("ParameterValue") ?? ""),
    })),
    capabilities,
    tags: read.tags(params),
    onFailure: onFailure ?? (disableRollback === true ? "DO_NOTHING" : "ROLLBACK"),
    clientRequestToken: read.clientRequestToken(params),
  };
}

function checkTypes(template: Template): void {
  // A macro could turn anything into anything, so nothing is known of types before it has run.
  if (template.transforms.length > 0) return;
  const types = new Set([...template.resources.values()].map(({ type }) => type));
  const unknown = [...types].filter((type) => !RESOURCE_TYPES.has(type));
  if (unknown.length > 0) throw templateFormatError(`Unrecognized resource types: [${unknown.join(", ")}]`);
}

interface NewStackFacts {
  readonly context: OperationContext;
  readonly stackId: string;
  readonly parameters: readonly StackParameter[];
  readonly description: string | undefined;
}

function newStack(input: CreateStackInput, facts: NewStackFacts): StackRecord {
  const { clientRequestToken, parameters: _given, ...rest } = input;
  return {
    ...rest,
    accountId: facts.context.caller.accountId,
    stackId: facts.stackId,
    parameters: facts.parameters,
    ...(facts.description === undefined ? {} : { description: facts.description }),
    ...(clientRequestToken === undefined ? {} : { clientRequestToken }),
    status: "CREATE_IN_PROGRESS",
    statusReason: "User Initiated",
    outputs: [],
    createdAt: facts.context.state.clock.now().toISOString(),
    eventCount: 0,
    lastEventAt: 0,
  };
}

function planFor(template: Template, stack: StackRecord, region: string): StackPlan {
  const scope = new TemplateScope({
    template,
    stack: { ...stack, region },
    parameters: stack.parameters,
    resource: () => undefined,
  });
  return planStack(template, scope);
}

/** Keeps the stack and starts making it. A call that is made again with its token gets the stack that it made. */
async function begin(stack: StackRecord, plan: StackPlan, context: OperationContext): Promise<string> {
  const { state, invoke, request } = context;
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
