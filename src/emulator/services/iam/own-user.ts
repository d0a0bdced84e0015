import type { OperationContext, Requirement } from "../../pipeline/service.ts";
import { userKind } from "./entities.ts";
import { userNameNeeded } from "./errors.ts";
import { type Ask, onEntity, requirement } from "./requirements.ts";

/**
 * The user that an operation with an optional `UserName` is about: the named one, or the caller.
 *
 * @returns `undefined` for the root user.
 * @throws AwsError `ValidationError` where the caller is neither a user nor root and names nobody.
 */
export function targetUserName(given: string | undefined, { caller }: OperationContext): string | undefined {
  if (given !== undefined) return given;
  if (caller.user !== undefined) return caller.user.userName;
  if (caller.principal.type === "root") return undefined;
  throw userNameNeeded();
}

/** The permission on that user. */
export function onTargetUser(given: string | undefined, ask: Ask): Requirement {
  const name = targetUserName(given, ask.context);
  if (name === undefined) return requirement(ask.context.caller.arn, ask);
  return onEntity(userKind, name, ask);
}
