import { KeyleaseError, parseArn } from "../core/index.ts";
import { fromSdkError } from "./errors.ts";
import { type MintedSession, type MintRequest, readSession } from "./mint.ts";

/** Which role to assume, as which session. */
export interface RoleToAssume {
  readonly roleArn: string;
  /** 2 to 64 characters. */
  readonly sessionName: string;
  /** What the role's trust policy may ask for (`sts:ExternalId`). */
  readonly externalId?: string | undefined;
}

/**
 * Trades a role for credentials that are confined by a session policy (STS AssumeRole).
 *
 * @throws ServiceError where STS refuses; `ClientTimeout` where it cannot be reached.
 */
export async function assumeRole(role: RoleToAssume, request: MintRequest): Promise<MintedSession> {
  const { AssumeRoleCommand } = await import("@aws-sdk/client-sts");
  const command = new AssumeRoleCommand({
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName,
    ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
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

/**
 * Checks that a text is the ARN of a role.
 *
 * @throws KeyleaseError `ArnInvalid`.
 */
export function checkRoleArn(text: string): void {
  const { service, region, accountId, resource } = parseArn(text);
  if (service === "iam" && region === "" && /^\d{12}$/.test(accountId) && /^role\/[\x21-\x7e]+$/.test(resource)) return;
  throw new KeyleaseError("ArnInvalid", `\`${text}\` is not the ARN of a role`, {
    hint: "A role's ARN looks like arn:aws:iam::123456789012:role/uploader.",
  });
}

/**
 * Checks an external id: 2 to 1,224 letters, digits and `_+=,.@:/-`, as STS takes it.
 *
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export function checkExternalId(text: string): void {
  if (/^[\w+=,.@:/-]{2,1224}$/.test(text)) return;
  throw new KeyleaseError("ArgumentInvalid", `\`${text}\` is not an external id`, {
    hint: "An external id has 2 to 1,224 letters, digits and _+=,.@:/-.",
  });
}

/** The SDK takes no `undefined` for an absent signal. */
export function sendOptions(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}
