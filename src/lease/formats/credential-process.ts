import { tryParseArn } from "../../core/index.ts";
import type { Lease } from "../lease-document.ts";

/** What the AWS SDKs expect of a `credential_process`. It has no place for an endpoint. */
export function asCredentialProcess({ credentials, principalArn }: Lease): string {
  const accountId = tryParseArn(principalArn)?.accountId;
  return JSON.stringify({
    Version: 1,
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    SessionToken: credentials.sessionToken,
    Expiration: credentials.expiration.toISOString(),
    ...(accountId === undefined ? {} : { AccountId: accountId }),
  });
}
