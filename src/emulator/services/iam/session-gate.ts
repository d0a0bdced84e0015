import type { Caller } from "../../state/caller.ts";
import { invalidClientToken } from "./errors.ts";

/**
 * Refuses the credentials that IAM does not take, whatever the policies say: those of GetFederationToken, and those of
 * GetSessionToken, which would need MFA. Sessions of roles may call IAM.
 *
 * Follows "Compare AWS STS credentials" of the IAM User Guide.
 *
 * @throws AwsError `InvalidClientTokenId`.
 */
export function admitToIam(_operation: string, { session }: Caller): void {
  if (session !== undefined && session.identity.type !== "role") throw invalidClientToken();
}
