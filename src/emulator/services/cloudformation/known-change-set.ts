import type { QueryParams } from "../../../wire/index.ts";
import type { OperationContext } from "../../pipeline/service.ts";
import { type ChangeSetRecord, findChangeSet, listChangeSets } from "./change-sets.ts";
import { changeSetNotFound, constraintError, validationError } from "./errors.ts";
import { knownStack } from "./known-stack.ts";
import * as read from "./parameters.ts";
import { stackKey } from "./stacks.ts";

const NAME = "[a-zA-Z][-a-zA-Z0-9]*";
const MAX_NAME_CHARACTERS = 128;

/** Which change set a call is about: by its id alone, or by its name and its stack. */
export interface ChangeSetChoice {
  readonly changeSetName: string;
  readonly stackName: string | undefined;
}

/** The `ChangeSetName` of a new change set. */
export function newChangeSetName(params: QueryParams): string {
  const value = read.required(params, "ChangeSetName");
  if (!new RegExp(`^${NAME}$`).test(value)) {
    throw constraintError("changeSetName", value, `Member must satisfy regular expression pattern: ${NAME}`);
  }
  if (value.length > MAX_NAME_CHARACTERS) {
    const constraint = `Member must have length less than or equal to ${MAX_NAME_CHARACTERS}`;
    throw constraintError("changeSetName", value, constraint);
  }
  return value;
}

export function readChangeSetChoice(params: QueryParams): ChangeSetChoice {
  const changeSetName = read.required(params, "ChangeSetName");
  const stackName = read.optionalStackNameOrId(params);
  if (stackName === undefined && !changeSetName.startsWith("arn:")) {
    throw validationError("StackName must be specified if ChangeSetName is not specified as an ARN.");
  }
  return { changeSetName, stackName };
}

/** Condition keys of the actions on a change set: its name, or its id where that was given. */
export function changeSetKeys({ changeSetName }: ChangeSetChoice): Record<string, string> {
  return { "cloudformation:ChangeSetName": changeSetName };
}

/** The stack that a call on a change set must be allowed for. */
export function stackOfChoice(
  { changeSetName, stackName }: ChangeSetChoice,
  { state, caller }: OperationContext,
): string | undefined {
  return stackName ?? findChangeSet(state.store, caller.accountId, changeSetName)?.stackId;
}

/** The change set that is meant, or `undefined`. */
export function chosenChangeSet(choice: ChangeSetChoice, context: OperationContext): ChangeSetRecord | undefined {
  const { state, caller } = context;
  const { changeSetName, stackName } = choice;
  if (changeSetName.startsWith("arn:")) return findChangeSet(state.store, caller.accountId, changeSetName);
  const stack = knownStack(stackName ?? "", context, "brackets");
  // A name can be used again once the change set that had it was carried out.
  return listChangeSets(state.store, stackKey(stack)).findLast((record) => record.changeSetName === changeSetName);
}

/** @throws AwsError `ChangeSetNotFound`, or `ValidationError` where there is no such stack. */
export function knownChangeSet(choice: ChangeSetChoice, context: OperationContext): ChangeSetRecord {
  const found = chosenChangeSet(choice, context);
  if (found === undefined) throw changeSetNotFound(choice.changeSetName);
  return found;
}
