import { decodeQuery, readSigV2Header, readSigV2Query, type SigV2Claim, verifySigV2 } from "../../../wire/index.ts";
import type { IncomingRequest } from "../request.ts";
import { authenticatedRequest } from "./authenticated-request.ts";
import { withCarriedHeaders } from "./carried-headers.ts";
import type { Authenticated, AuthenticationContext } from "./context.ts";
import type { SigV2Rules } from "./rules.ts";
import type { SignaturePlace } from "./signed-request.ts";
import { findSigner } from "./signer.ts";
import { checkSigningTime } from "./signing-time.ts";

/** The latest `Expires` that is read as a time: the year 9999. */
const MAX_EXPIRES_SECONDS = 253_402_300_799;

/** Proves who made a request that is signed with Signature Version 2, where the service takes it. */
export async function authenticateSigV2(
  incoming: IncomingRequest,
  place: SignaturePlace,
  context: AuthenticationContext,
): Promise<Authenticated> {
  const { rules, state } = context;
  const { errors, sigV2 } = rules;
  if (sigV2 === undefined) throw errors.unsupported("Signature Version 2");
  const claim = place === "header" ? readSigV2Header(incoming.head) : readSigV2Query(incoming.head);
  if (claim === undefined) throw sigV2.malformed(place);
  if (!sigV2.takesIn(state.region)) throw sigV2.notTaken();
  const signer = findSigner(claim, errors, state);
  checkTime(claim, sigV2, context);
  const hostBucket = sigV2.bucketOfHost(incoming.host);
  const verification = verifySigV2({ head: incoming.head, claim, hostBucket }, signer.secretAccessKey);
  if (!verification.valid) throw sigV2.badSignature({ ...claim, ...verification });
  if (signer.strayToken !== undefined) throw errors.invalidToken(signer.strayToken);
  const query = place === "query" ? decodeQuery(incoming.head.query) : undefined;
  const carried = query === undefined ? undefined : withCarriedHeaders(incoming.head, query, "AWS");
  if (carried !== undefined && carried.twice.length > 0) throw sigV2.badSignature({ ...claim, ...verification });
  if (carried !== undefined && carried.impossible.length > 0) throw errors.notAHeader(carried.impossible);
  const head = carried?.head ?? incoming.head;
  const request = authenticatedRequest(incoming, { head, signature: { version: "AWS", place } });
  return { caller: signer.caller, request };
}

function checkTime(claim: SigV2Claim, sigV2: SigV2Rules, context: AuthenticationContext): void {
  const { expiresText, signedAt } = claim;
  if (expiresText !== undefined) checkExpiry(expiresText, sigV2, context);
  else if (signedAt === undefined) throw sigV2.noDate();
  else checkSigningTime({ at: signedAt, text: signedAt.toUTCString() }, context);
}

/**
 * The URL says when it ends and not when it began, so that a signer whose clock is behind a moved one cannot be told
 * from one whose URL is old: only the emulator's time counts.
 */
function checkExpiry(text: string, sigV2: SigV2Rules, { state }: AuthenticationContext): void {
  const seconds = Number(text);
  if (!/^\d+$/.test(text) || seconds > MAX_EXPIRES_SECONDS) throw sigV2.badExpires(text);
  const [now, expiresAt] = [state.clock.now(), new Date(seconds * 1000)];
  if (now <= expiresAt) return;
  throw sigV2.expired({ signedAt: expiresAt, lifetimeSeconds: undefined, expiresAt, now });
}
