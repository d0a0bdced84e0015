import { fromSdkError } from "./errors.ts";
import { type MintedSession, type MintRequest, readSession, sendOptions, tagParameters } from "./mint.ts";
import type { RoleMethod } from "./mint-method.ts";

/**
 * Trades a role for credentials that are confined by a session policy (STS AssumeRole).
 *
 * @param sessionName 2 to 64 characters.
 * @throws ServiceError where STS refuses; `ClientTimeout` where it cannot be reached.
 */
export async function assumeRole(role: RoleMethod, sessionName: string, request: MintRequest): Promise<MintedSession> {
  const { AssumeRoleCommand } = await import("@aws-sdk/client-sts");
  const transitive = request.tags.filter((tag) => tag.transitive).map(({ key }) => key);
  const command = new AssumeRoleCommand({
    RoleArn: role.roleArn,
    RoleSessionName: sessionName,
    ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
    ...(role.sourceIdentity === undefined ? {} : { SourceIdentity: role.sourceIdentity }),
    ...(role.mfa === undefined ? {} : { SerialNumber: role.mfa.serialNumber, TokenCode: role.mfa.tokenCode }),
    ...tagParameters(request.tags),
    ...(transitive.length === 0 ? {} : { TransitiveTagKeys: transitive }),
    Policy: request.policy,
    DurationSeconds: request.durationSeconds,
  });
  try {
    const answer = await request.client.send(command, sendOptions(request.signal));
    return readSession(answer, answer.AssumedRoleUser?.Arn);
  } catch (error) {
    throw fromSdkError(error, { service: "sts", operation: "AssumeRole" });
  }
}
