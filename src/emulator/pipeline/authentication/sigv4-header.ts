import {
  ChunkSignatures,
  header,
  parseAuthorization,
  SIGV4_ALGORITHM,
  type SigV4Credential,
} from "../../../wire/index.ts";
import type { IncomingRequest } from "../request.ts";
import { authenticatedRequest } from "./authenticated-request.ts";
import type { Authenticated, AuthenticationContext } from "./context.ts";
import { type DeclaredPayload, readDeclaredPayload, readForm } from "./payload.ts";
import type { SignedPayload } from "./signed-request.ts";
import { findSigner, type Signer } from "./signer.ts";
import { checkSigningTime } from "./signing-time.ts";
import { checkScope, checkScopeDate, checkSignature, readClaim } from "./sigv4.ts";

/** Proves who made a request that is signed in its `Authorization` header with Signature Version 4. */
export function authenticateSigV4Header(
  incoming: IncomingRequest,
  context: AuthenticationContext,
): Authenticated | Promise<Authenticated> {
  const { rules, state } = context;
  const { head } = incoming;
  const credential = readClaim(() => parseAuthorization(head), rules.errors, "header");
  checkScope({ credential, place: "header", service: incoming.service }, context);
  const key = { accessKeyId: credential.accessKeyId, sessionToken: header(head, "x-amz-security-token") };
  const signer = findSigner(key, rules.errors, state);
  checkScopeDate(credential, rules.errors, "header");
  checkSigningTime(credential.timestamp, context);
  if (rules.payload === "buffered") return authenticateBody(incoming, { credential, signer }, context);
  const { hash, payload } = readDeclaredPayload(incoming, rules.errors);
  const { canonicalRequest } = checkSignature(
    incoming,
    { credential, signer, place: "header", payloadHash: hash },
    context,
  );
  const seed = { credential, signer, canonicalRequest };
  const facts = { signature: SIGNATURE, payload: signedPayload(payload, seed, context) };
  return { caller: signer.caller, request: authenticatedRequest(incoming, facts), region: credential.region };
}

const SIGNATURE = { version: SIGV4_ALGORITHM, place: "header" } as const;

/** Of a service that signs the hash of the body that comes. */
async function authenticateBody(
  incoming: IncomingRequest,
  { credential, signer }: Pick<Seed, "credential" | "signer">,
  context: AuthenticationContext,
): Promise<Authenticated> {
  const { hash, form } = await readForm(incoming);
  checkSignature(incoming, { credential, signer, place: "header", payloadHash: hash }, context);
  const request = authenticatedRequest(incoming, { form, signature: SIGNATURE });
  return { caller: signer.caller, request, region: credential.region };
}

/** What the request's own signature is to its body: the first link of a chain, where the body is signed in chunks. */
interface Seed {
  readonly credential: SigV4Credential;
  readonly signer: Signer;
  readonly canonicalRequest: string;
}

function signedPayload(
  payload: DeclaredPayload,
  { credential, signer, canonicalRequest }: Seed,
  { state }: AuthenticationContext,
): SignedPayload {
  if (payload.form !== "chunked") return payload;
  const { trailer, signed } = payload;
  const seed = { accessKeyId: credential.accessKeyId, canonicalRequest };
  if (!signed) return { form: "chunked", trailer, seed };
  const signingKey = state.signingKeys.derive(signer.secretAccessKey, credential);
  return { form: "chunked", trailer, seed, signatures: new ChunkSignatures(signingKey, credential) };
}
