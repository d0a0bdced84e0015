import { type AwsError, policySignatureHolds, type SigV4Credential } from "../../../wire/index.ts";
import type { Caller } from "../../state/caller.ts";
import type { AuthenticationContext } from "./context.ts";
import { findSigner } from "./signer.ts";

/** A form whose policy was signed, and by whose key. */
export interface SignedPolicy {
  /** Base64, as it was signed. */
  readonly policy: string;
  readonly accessKeyId: string;
  readonly sessionToken: string | undefined;
  readonly signature: string;
  /** Of Version 4: what the key was derived for. Absent: Version 2. */
  readonly scope?: Pick<SigV4Credential, "date" | "region" | "service">;
}

/** What the service says where a form's signature fails otherwise than a request's. */
export interface SignedPolicyErrors {
  wrongScope(message: string): AwsError;
  badSignature(policy: SignedPolicy): AwsError;
}

/**
 * Proves who signed a form. As with requests: scope, key and token, expiry, whether the role still exists, then the
 * signature. When the form was signed does not matter: its policy says until when it holds.
 *
 * @throws AwsError with the service's own code and text.
 */
export function authenticatePolicy(
  signed: SignedPolicy,
  { rules, state }: AuthenticationContext,
  errors: SignedPolicyErrors,
): Caller {
  const { scope } = signed;
  if (scope === undefined && rules.sigV2?.takesIn(state.region) !== true) {
    throw rules.sigV2?.notTaken() ?? rules.errors.unsupported("Signature Version 2");
  }
  if (scope !== undefined && scope.region !== state.region) {
    throw errors.wrongScope(`the region '${scope.region}' is wrong; expecting '${state.region}'`);
  }
  if (scope !== undefined && scope.service !== "s3") {
    throw errors.wrongScope(`incorrect service "${scope.service}". This endpoint belongs to "s3".`);
  }
  const { caller, secretAccessKey, strayToken } = findSigner(signed, rules.errors, state);
  const key =
    scope === undefined
      ? ({ version: 2, secret: secretAccessKey } as const)
      : ({ version: 4, signingKey: state.signingKeys.derive(secretAccessKey, scope) } as const);
  if (!policySignatureHolds({ policy: signed.policy, signature: signed.signature, key })) {
    throw errors.badSignature(signed);
  }
  if (strayToken !== undefined) throw rules.errors.invalidToken(strayToken);
  return caller;
}
