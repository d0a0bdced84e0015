import { decodeQuery, type PresignedCredential, parsePresigned, SIGV4_ALGORITHM } from "../../../wire/index.ts";
import type { IncomingRequest } from "../request.ts";
import { authenticatedRequest } from "./authenticated-request.ts";
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
  checkScope({ credential, place: "query", service: incoming.service }, context);
  const signer = findSigner(credential, rules.errors, state);
  checkScopeDate(credential, rules.errors, "query");
  checkPresignedTime({ signedAt: credential.timestamp, lifetimeSeconds }, context);
  const signature = {
    version: SIGV4_ALGORITHM,
    place: "query",
    ageMilliseconds: presignedAge(credential.timestamp, context),
  } as const;
  if (rules.payload === "buffered") {
    const { hash, form } = await readForm(incoming);
    checkSignature(incoming, { credential, signer, place: "query", payloadHash: hash }, context);
    const request = authenticatedRequest(incoming, { form, signature });
    return { caller: signer.caller, request, region: credential.region };
  }
  const payloadHash = credential.payloadHash ?? "UNSIGNED-PAYLOAD";
  const verification = checkSignature(incoming, { credential, signer, place: "query", payloadHash }, context);
  const { head, twice, impossible } = withCarriedHeaders(incoming.head, query, SIGV4_ALGORITHM);
  if (twice.length > 0) throw rules.errors.badSignature({ credential, ...verification });
  if (impossible.length > 0) throw rules.errors.notAHeader(impossible);
  const request = authenticatedRequest(incoming, { head, signature });
  return { caller: signer.caller, request, region: credential.region };
}

function readLifetime({ expiresText }: PresignedCredential, { rules: { presigned } }: AuthenticationContext): number {
  const { lifetimeSeconds } = presigned;
  return typeof lifetimeSeconds === "number" ? lifetimeSeconds : lifetimeSeconds(expiresText);
}
