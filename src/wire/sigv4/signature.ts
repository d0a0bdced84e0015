import { hash } from "node:crypto";
import { signaturesEqual } from "../../core/index.ts";
import type { RequestHead } from "../http-head.ts";
import { SIGV4_ALGORITHM, type SigV4Credential } from "./authorization.ts";
import { type CanonicalOptions, canonicalRequest } from "./canonical-request.ts";
import type { SigningScope } from "./credential-scope.ts";
import type { deriveSigningKey, SigningKey } from "./signing-key.ts";

/** Writes the string to sign for a canonical request. */
export function stringToSign(
  credential: Pick<SigV4Credential, keyof SigningScope | "timestamp">,
  canonical: string,
): string {
  const { date, region, service, timestamp } = credential;
  const digest = hash("sha256", canonical, "hex");
  return `${SIGV4_ALGORITHM}\n${timestamp.basic}\n${date}/${region}/${service}/aws4_request\n${digest}`;
}

/** What a signature is checked with. */
export interface VerifyInput extends CanonicalOptions {
  readonly head: RequestHead;
  readonly credential: SigV4Credential;
  /** What {@link deriveSigningKey} made of the secret for the credential's scope. */
  readonly signingKey: SigningKey;
}

/** Whether the signature holds, and what it was computed over, which S3 tells the client when it does not. */
export interface Verification {
  readonly valid: boolean;
  readonly canonicalRequest: string;
  readonly stringToSign: string;
}

/**
 * Checks a signature, of a header or of a query, in constant time. It says nothing about the scope, the date, the key's state or which
 * headers had to be signed: those are the caller's to check.
 *
 * @throws UrlFormatError where the path or query cannot be decoded.
 */
export function verifySignature(input: VerifyInput): Verification {
  const { head, credential, signingKey } = input;
  const canonical = canonicalRequest(head, credential.signedHeaders, input);
  const toSign = stringToSign(credential, canonical);
  const expected = signingKey.sign(toSign);
  return { valid: signaturesEqual(expected, credential.signature), canonicalRequest: canonical, stringToSign: toSign };
}
