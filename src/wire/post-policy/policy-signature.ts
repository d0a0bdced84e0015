import { createHmac } from "node:crypto";
import { signaturesEqual } from "../../core/index.ts";
import type { SigningKey } from "../sigv4/signing-key.ts";

/** The signature of a form's policy: both versions sign its base64 text, and nothing else of the form. */
export interface PolicySignature {
  /** As it stands in the form. */
  readonly policy: string;
  readonly signature: string;
  /** The day's signing key of Version 4, or the secret itself of Version 2. */
  readonly key:
    | { readonly version: 4; readonly signingKey: SigningKey }
    | { readonly version: 2; readonly secret: string };
}

/** Whether the signature holds; compared in constant time. */
export function policySignatureHolds({ policy, signature, key }: PolicySignature): boolean {
  const expected =
    key.version === 4 ? key.signingKey.sign(policy) : createHmac("sha1", key.secret).update(policy).digest("base64");
  return signaturesEqual(expected, signature);
}
