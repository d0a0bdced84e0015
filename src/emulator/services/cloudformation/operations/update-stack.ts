import type { QueryParams } from "../../../../wire/index.ts";
import type { Operation } from "../../../pipeline/service.ts";
import { startUpdate } from "../engine/start-update.ts";
import { validationError } from "../errors.ts";
import { knownStack } from "../known-stack.ts";
import * as read from "../parameters.ts";
import { type PreparedStack, planFor, prepareStack } from "../prepare-stack.ts";
import { stackChanges, tagsAfter } from "../stack-changes.ts";
import { stackOperation } from "../stack-operation.ts";
import { readStackRequest, requestKeys, type StackRequest } from "../stack-request.ts";
import { listResources, type StackRecord, stackKey } from "../stacks.ts";
import { UPDATABLE } from "../statuses.ts";
import { parseTemplate } from "../template/parse.ts";

interface UpdateStackInput extends StackRequest {
  readonly stackName: string;
}

/** Parameters that change what happens, and that this emulator does not act on. */
const NOT_EMULATED = [
  "DisableRollback",
  "RetainExceptOnCreate",
  "StackPolicyDuringUpdateBody",
  "StackPolicyDuringUpdateURL",
];

/** Brings a stack to what a template says, in the background and with the caller's rights. */
export const updateStack: Operation = stackOperation({
  name: "UpdateStack",
  errors: ["InsufficientCapabilitiesException", "ValidationError"],
  parse(params: QueryParams): UpdateStackInput {
    read.refuseParameters(params, NOT_EMULATED);
    return { stackName: read.stackNameOrId(params), ...readStackRequest(params) };
  },
  stack: ({ stackName }) => stackName,
  requestTags: ({ tags }) => tags ?? [],
  roleArn: ({ roleArn }) => roleArn,
  contextKeys: (input) => requestKeys(input),
  async run(input, context) {
    const before = knownStack(input.stackName, context, "brackets");
    const { clientRequestToken } = input;
    if (clientRequestToken !== undefined && clientRequestToken === before.clientRequestToken) {
      return { StackId: before.stackId };
    }
    refuseUnlessUpdatable(before);
    const { state } = context;
    const prepared = await prepareStack(input, context, before);
    const stack = updatedStack(before, input, prepared);
    const plan = planFor(prepared.template, stack, state.region);
    const changes = stackChanges({
      before: { stack: before, template: parseTemplate(before.templateBody) },
      resources: listResources(state.store, stackKey(before)),
      stack,
      plan,
      reader: state.store,
      region: state.region,
    });
    if (changes.isEmpty) throw validationError("No updates are to be performed.");
    await startUpdate({ before, stack, plan }, context);
    return { StackId: before.stackId };
  },
});

/** @throws AwsError `ValidationError` where the stack is in a state that no update can begin in. */
export function refuseUnlessUpdatable({ stackId, status }: StackRecord): void {
  if (!UPDATABLE.includes(status)) {
    throw validationError(`Stack:${stackId} is in ${status} state and can not be updated.`);
  }
}

/** The stack as it is to become. */
export function updatedStack(
  before: StackRecord,
  input: Pick<StackRequest, "capabilities" | "tags" | "clientRequestToken" | "roleArn">,
  { templateBody, template, parameters }: PreparedStack,
): StackRecord {
  const { description: _old, clientRequestToken: _token, ...rest } = before;
  const { clientRequestToken, roleArn = before.roleArn } = input;
  const { description } = template;
  return {
    ...rest,
    templateBody,
    parameters,
    capabilities: input.capabilities,
    tags: tagsAfter(input.tags, before),
    ...(description === undefined ? {} : { description }),
    ...(clientRequestToken === undefined ? {} : { clientRequestToken }),
    ...(roleArn === undefined ? {} : { roleArn }),
  };
}
