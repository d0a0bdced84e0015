import {
  decodeQuery,
  type PresignedCredential,
  parsePresigned,
  SIGNATURE_PARAMETER,
  SIGV4_ALGORITHM,
} from "../../../wire/index.ts";
import type { IncomingRequest, ServiceRequest } from "../request.ts";
import { withCarriedHeaders } from "./carried-headers.ts";
import type { Authenticated, AuthenticationContext } from "./context.ts";
import { readForm } from "./payload.ts";
import { checkPresignedTime, presignedAge } from "./presigned-time.ts";
import { findSigner } from "./signer.ts";
import { checkScope, checkScopeDate, checkSignature, readClaim } from "./sigv4.ts";

/** Proves who made a request that is signed in its query with Signature Version 4: a presigned URL. */
export async function authenticateSigV4Query(
  incoming: IncomingRequest,
  context: AuthenticationContext,
): Promise<Authenticated> {
  const { rules, state } = context;
  const query = decodeQuery(incoming.head.query);
  const credential = readClaim(() => parsePresigned(query), rules.errors, "query");
  const lifetimeSeconds = readLifetime(credential, context);
  checkScope(incoming, credential, { ...context, place: "query" });
  const signer = findSigner(credential, rules.errors, state);
  checkScopeDate(credential, { ...context, place: "query" });
  checkPresignedTime({ signedAt: credential.timestamp, lifetimeSeconds }, context);
  const check = { credential, signer, place: "query", unsignedParameters: [SIGNATURE_PARAMETER] } as const;
  const signature = {
    version: SIGV4_ALGORITHM,
    place: "query",
    ageMilliseconds: presignedAge(credential.timestamp, context),
  } as const;
  if (rules.payload === "buffered") {
    const { hash, form } = await readForm(incoming);
    checkSignature(incoming, { ...check, payloadHash: hash }, context);
    const request: ServiceRequest = { ...incoming, form, payload: { form: "undeclared" }, signature };
    return { caller: signer.caller, request, region: credential.region };
  }
  const payloadHash = credential.payloadHash ?? "UNSIGNED-PAYLOAD";
  const verification = checkSignature(incoming, { ...check, payloadHash }, context);
  const { head, twice, impossible } = withCarriedHeaders(incoming.head, query, SIGV4_ALGORITHM);
  if (twice.length > 0) throw rules.errors.badSignature({ credential, ...verification });
  if (impossible.length > 0) throw rules.errors.notAHeader(impossible);
  const request: ServiceRequest = { ...incoming, head, form: "", payload: { form: "undeclared" }, signature };
  return { caller: signer.caller, request, region: credential.region };
}

function readLifetime({ expiresText }: PresignedCredential, { rules: { presigned } }: AuthenticationContext): number {
  const { lifetimeSeconds } = presigned;
  return typeof lifetimeSeconds === "number" ? lifetimeSeconds : lifetimeSeconds(expiresText);
}
