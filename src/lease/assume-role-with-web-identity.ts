import type { AssumeRoleWithWebIdentityCommandInput } from "@aws-sdk/client-sts";
import type { Environment } from "./endpoints.ts";
import { fromSdkError } from "./errors.ts";
import { type MintedSession, type MintLimits, type MintRequest, readSession, sendOptions } from "./mint.ts";
import type { WebIdentityMethod } from "./mint-method.ts";
import { readWebIdentityToken } from "./web-identity-token.ts";

/** Which role to assume, as which session, by whose token. */
export interface WebIdentityCall {
  readonly method: WebIdentityMethod;
  /** 2 to 64 characters. */
  readonly sessionName: string;
  readonly environment: Environment;
}

/**
 * Trades a token of an identity provider for a role's credentials that are confined by a session policy (STS
 * AssumeRoleWithWebIdentity, which nobody signs). Session tags and source identity are the token's, if anybody's.
 *
 * @throws ServiceError where STS refuses; `ClientTimeout` where it cannot be reached; `TokenUnavailable` without a token.
 */
export async function assumeRoleWithWebIdentity(call: WebIdentityCall, request: MintRequest): Promise<MintedSession> {
  const { method, sessionName, environment } = call;
  const token = await readWebIdentityToken(method.webIdentity, { environment, signal: request.signal });
  const { AssumeRoleWithWebIdentityCommand } = await import("@aws-sdk/client-sts");
  const input = { ...webIdentityInput(method, sessionName, request), WebIdentityToken: token };
  const command = new AssumeRoleWithWebIdentityCommand(input);
  try {
    const answer = await request.client.send(command, sendOptions(request.signal));
    return readSession(answer, answer.AssumedRoleUser?.Arn);
  } catch (error) {
    throw fromSdkError(error, { service: "sts", operation: "AssumeRoleWithWebIdentity" });
  }
}

/** The parameters of the call, but for the token. */
export function webIdentityInput(
  { roleArn }: WebIdentityMethod,
  sessionName: string,
  { policy, durationSeconds }: MintLimits,
): Omit<AssumeRoleWithWebIdentityCommandInput, "WebIdentityToken"> {
  return { RoleArn: roleArn, RoleSessionName: sessionName, Policy: policy, DurationSeconds: durationSeconds };
}
