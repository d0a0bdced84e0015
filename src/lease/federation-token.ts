import type { GetFederationTokenCommandInput } from "@aws-sdk/client-sts";
import { KeyleaseError } from "../core/index.ts";
import { fromSdkError } from "./errors.ts";
import {
  type MintedSession,
  type MintLimits,
  type MintRequest,
  readSession,
  sendOptions,
  tagParameters,
} from "./mint.ts";

/**
 * Trades an IAM user's long-term key for credentials that are confined by a session policy (STS GetFederationToken).
 * STS refuses it to callers whose own credentials are temporary.
 *
 * @throws ServiceError where STS refuses; `ClientTimeout` where it cannot be reached.
 */
export async function getFederationToken(name: string, request: MintRequest): Promise<MintedSession> {
  const { GetFederationTokenCommand } = await import("@aws-sdk/client-sts");
  const command = new GetFederationTokenCommand(federationInput(name, request));
  try {
    const answer = await request.client.send(command, sendOptions(request.signal));
    return readSession(answer, answer.FederatedUser?.Arn);
  } catch (error) {
    throw fromSdkError(error, { service: "sts", operation: "GetFederationToken" });
  }
}

/** The parameters of the call. */
export function federationInput(name: string, limits: MintLimits): GetFederationTokenCommandInput {
  return {
    Name: name,
    ...tagParameters(limits.tags),
    Policy: limits.policy,
    DurationSeconds: limits.durationSeconds,
  };
}

/**
 * Checks the name of a federated user: 2 to 32 letters, digits and `_+=,.@-`.
 *
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export function checkFederatedName(name: string): void {
  if (/^[\w+=,.@-]{2,32}$/.test(name)) return;
  throw new KeyleaseError("ArgumentInvalid", `\`${name}\` cannot name a federated user`, {
    hint: "A name has 2 to 32 letters, digits and characters of _+=,.@-",
  });
}
