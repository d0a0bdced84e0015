import { tryParseArn } from "../../../core/index.ts";
import type { QueryParams } from "../../../wire/index.ts";
import type { Invoke, OperationContext, Requirement } from "../../pipeline/service.ts";
import type { Caller } from "../../state/caller.ts";
import { callerOfSession } from "../../state/callers.ts";
import { type RoleRecord, roleArn, roles } from "../../state/identities.ts";
import { trustsService } from "../../state/service-trust.ts";
import { constraintError, validationError } from "./errors.ts";

const SERVICE = "cloudformation.amazonaws.com";
/** CloudFormation's own name for its sessions. */
const SESSION_NAME = "AWSCloudFormation";
const SESSION_SECONDS = 3600;
const MIN_ARN_CHARACTERS = 20;
const MAX_ARN_CHARACTERS = 2048;

/** The `RoleARN` of a request. */
export function readRoleArn(params: QueryParams): string | undefined {
  const value = params.string("RoleARN");
  if (value === undefined || value === "") return undefined;
  if (value.length < MIN_ARN_CHARACTERS) {
    const constraint = `Member must have length greater than or equal to ${MIN_ARN_CHARACTERS}`;
    throw constraintError("roleARN", value, constraint);
  }
  if (value.length > MAX_ARN_CHARACTERS) {
    throw constraintError("roleARN", value, `Member must have length less than or equal to ${MAX_ARN_CHARACTERS}`);
  }
  return value;
}

/** Whoever names a role must be allowed to pass it to CloudFormation. */
export function passRole(arn: string, { caller }: OperationContext): Requirement {
  return {
    action: "iam:PassRole",
    resource: arn,
    resourceAccountId: tryParseArn(arn)?.accountId ?? caller.accountId,
    context: { "iam:PassedToService": SERVICE },
  };
}

/**
 * Calls other services as the stack's role, or as the caller where it has none. The role is looked up with every call:
 * one that is deleted, or no longer trusts CloudFormation, is felt at once.
 *
 * @throws AwsError `ValidationError` where the role cannot be assumed now.
 */
export function actingAs(arn: string | undefined, context: OperationContext): Invoke {
  if (arn === undefined) return context.invoke;
  roleCaller(arn, context);
  return (call) => context.invokeAs(roleCaller(arn, context))(call);
}

function roleCaller(arn: string, { state, caller }: OperationContext): Caller {
  const role = roleOf(arn, { state, caller });
  if (role === undefined || !trustsService(state, role, SERVICE)) throw invalidRole(arn);
  const now = state.clock.now().getTime();
  const { sessionToken } = state.sessions.mint({
    accountId: role.accountId,
    identity: { type: "role", roleName: role.roleName, roleId: role.roleId, sessionName: SESSION_NAME },
    issuedAt: now,
    expiresAt: now + SESSION_SECONDS * 1000,
  });
  const session = state.sessions.open(sessionToken);
  const acting = session && callerOfSession(state, session);
  if (acting === undefined) throw invalidRole(arn);
  return acting;
}

/** Of the caller's account alone: stacks never act in another. */
function roleOf(arn: string, { state, caller }: Pick<OperationContext, "state" | "caller">): RoleRecord | undefined {
  const { accountId, resource = "" } = tryParseArn(arn) ?? {};
  const name = /^role\/(?:.*\/)?([^/]+)$/.exec(resource)?.[1];
  if (name === undefined || accountId !== caller.accountId) return undefined;
  const role = roles.find(state.store, accountId, name);
  return role !== undefined && roleArn(role) === arn ? role : undefined;
}

function invalidRole(arn: string): Error {
  return validationError(`Role ${arn} is invalid or cannot be assumed`);
}
