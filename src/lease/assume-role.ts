import type { AssumeRoleCommandInput } from "@aws-sdk/client-sts";
import { fromSdkError } from "./errors.ts";
import {
  type MintedSession,
  type MintLimits,
  type MintRequest,
  readSession,
  sendOptions,
  tagParameters,
} from "./mint.ts";
import type { RoleMethod } from "./mint-method.ts";

/**
 * Trades a role for credentials that are confined by a session policy (STS AssumeRole).
 *
 * @param sessionName 2 to 64 characters.
 * @throws ServiceError where STS refuses; `ClientTimeout` where it cannot be reached.
 */
export async function assumeRole(role: RoleMethod, sessionName: string, request: MintRequest): Promise<MintedSession> {
  const { AssumeRoleCommand } = await import("@aws-sdk/client-sts");
  const command = new AssumeRoleCommand(assumeRoleInput(role, sessionName, request));
  try {
    const answer = await request.client.send(command, sendOptions(request.signal));
    return readSession(answer, answer.AssumedRoleUser?.Arn);
  } catch (error) {
    throw fromSdkError(error, { service: "sts", operation: "AssumeRole" });
  }
}

/** The parameters of the call. */
export function assumeRoleInput(role: RoleMethod, sessionName: string, limits: MintLimits): AssumeRoleCommandInput {
  const transitive = limits.tags.filter((tag) => tag.transitive).map(({ key }) => key);
  return {
    RoleArn: role.roleArn,
    RoleSessionName: sessionName,
    ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
    ...(role.sourceIdentity === undefined ? {} : { SourceIdentity: role.sourceIdentity }),
    ...(role.mfa === undefined ? {} : { SerialNumber: role.mfa.serialNumber, TokenCode: role.mfa.tokenCode }),
    ...tagParameters(limits.tags),
    ...(transitive.length === 0 ? {} : { TransitiveTagKeys: transitive }),
    Policy: limits.policy,
    DurationSeconds: limits.durationSeconds,
  };
}
