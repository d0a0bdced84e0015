import type { STSClient } from "@aws-sdk/client-sts";
import { KeyleaseError } from "../core/index.ts";
import { fromSdkError } from "./errors.ts";
import { sendOptions } from "./mint.ts";

/** Who signs, as STS sees it. */
export interface CallerIdentity {
  readonly accountId: string;
  /** Such as `arn:aws:sts::123456789012:assumed-role/ci/build-17`. */
  readonly arn: string;
}

/**
 * Asks STS who the caller is (GetCallerIdentity, which nobody can be denied).
 *
 * @throws ServiceError where the credentials are none; `ClientTimeout` where STS cannot be reached.
 */
export async function callerIdentity(client: STSClient, signal: AbortSignal | undefined): Promise<CallerIdentity> {
  const { GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
  const call = { service: "sts", operation: "GetCallerIdentity" };
  try {
    const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}), sendOptions(signal));
    if (Account && Arn) return { accountId: Account, arn: Arn };
  } catch (error) {
    throw fromSdkError(error, call);
  }
  throw new KeyleaseError("ServiceError", "the answer of sts does not say who the caller is", {
    hint: "Check that the endpoint is one of AWS STS.",
  });
}
