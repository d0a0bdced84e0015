import type { OperationContext } from "../../pipeline/service.ts";
import { validationError } from "./errors.ts";
import { findStack, type StackRecord } from "./stacks.ts";

/** CloudFormation words this in three ways. */
const WORDINGS = {
  "with id": (name: string): string => `Stack with id ${name} does not exist`,
  brackets: (name: string): string => `Stack [${name}] does not exist`,
  quotes: (name: string): string => `Stack '${name}' does not exist`,
} as const;

/**
 * The stack of that name or id.
 *
 * @throws AwsError `ValidationError` where there is none, in the operation's wording.
 */
export function knownStack(
  nameOrId: string,
  { state, caller }: OperationContext,
  wording: keyof typeof WORDINGS,
): StackRecord {
  const stack = findStack(state.store, caller.accountId, nameOrId);
  if (stack === undefined) throw validationError(WORDINGS[wording](nameOrId));
  return stack;
}
