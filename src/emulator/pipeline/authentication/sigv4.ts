import {
  type CanonicalOptions,
  isHostSigned,
  SIGNATURE_PARAMETER,
  type SigV4Credential,
  SigV4FormatError,
  unsignedAmzHeaders,
  type Verification,
  verifySignature,
} from "../../../wire/index.ts";
import type { IncomingRequest, ServiceName } from "../request.ts";
import type { AuthenticationContext } from "./context.ts";
import type { AuthenticationErrors } from "./rules.ts";
import type { SignaturePlace } from "./signed-request.ts";
import type { Signer } from "./signer.ts";

/**
 * Reads what a request claims.
 *
 * @throws AwsError `malformed`.
 */
export function readClaim<Claim>(read: () => Claim, errors: AuthenticationErrors, place: SignaturePlace): Claim {
  try {
    return read();
  } catch (error) {
    if (error instanceof SigV4FormatError) throw errors.malformed(error, place);
    throw error;
  }
}

/** Services that are global: clients sign for their one region, or, with an endpoint URL, for their own. */
const GLOBAL_SERVICES: ReadonlySet<ServiceName> = new Set<ServiceName>(["iam", "sts"]);

/** A scope, and the service that the request came to. */
export interface ClaimedScope {
  readonly credential: SigV4Credential;
  readonly place: SignaturePlace;
  readonly service: ServiceName;
}

/**
 * Checks the region and the service of a scope.
 *
 * @throws AwsError `wrongScope`.
 */
export function checkScope(
  { credential, place, service }: ClaimedScope,
  { rules, state: { region } }: AuthenticationContext,
): void {
  const regionFits =
    credential.region === region || (credential.region === "us-east-1" && GLOBAL_SERVICES.has(service));
  const signingName = rules.signingName ?? service;
  if (!regionFits || credential.service !== signingName) {
    throw rules.errors.wrongScope(credential, { region, service: signingName }, place);
  }
}

/**
 * Checks that the scope's date is the day of signing.
 *
 * @throws AwsError `scopeDate`, or else `malformed`.
 */
export function checkScopeDate(credential: SigV4Credential, errors: AuthenticationErrors, place: SignaturePlace): void {
  if (credential.timestamp.basic.startsWith(credential.date) && credential.date.length === 8) return;
  const message = "the credential's date is not the day of signing";
  throw errors.scopeDate?.(credential, place) ?? errors.malformed({ part: "timestamp", message }, place);
}

const UNSIGNED_IN_QUERY: readonly string[] = [SIGNATURE_PARAMETER];
const NONE: readonly string[] = [];

/** What the signature of a request is checked with. */
export interface SignatureCheck extends Pick<CanonicalOptions, "payloadHash"> {
  readonly credential: SigV4Credential;
  readonly signer: Signer;
  readonly place: SignaturePlace;
}

/**
 * Checks the signature, and that it covers what it must.
 *
 * @throws AwsError `badSignature`, `malformed`, `unsignedHeaders` or, where a long-term key came with a token, `invalidToken`.
 */
export function checkSignature(
  { head }: IncomingRequest,
  { credential, signer, place, payloadHash }: SignatureCheck,
  { rules, state }: AuthenticationContext,
): Verification {
  const { errors, pathStyle } = rules;
  const { secretAccessKey, strayToken } = signer;
  const signingKey = state.signingKeys.derive(secretAccessKey, credential);
  const unsignedParameters = place === "query" ? UNSIGNED_IN_QUERY : NONE;
  const verification = verifySignature({ head, credential, payloadHash, pathStyle, unsignedParameters, signingKey });
  if (!verification.valid) throw errors.badSignature({ credential, ...verification });
  if (!isHostSigned(credential.signedHeaders)) {
    const message = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
    throw errors.malformed({ part: "host", message }, place);
  }
  const unsigned = unsignedAmzHeaders(head, credential.signedHeaders);
  // A presigned request signs no payload: S3 compares the hash that its sender adds with the body, whoever that is.
  const loose = place === "query" ? unsigned.filter((name) => name !== "x-amz-content-sha256") : unsigned;
  if (loose.length > 0 && errors.unsignedHeaders !== undefined) throw errors.unsignedHeaders(loose);
  if (strayToken !== undefined) throw errors.invalidToken(strayToken);
  return verification;
}
