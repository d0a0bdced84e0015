import type { CompactJWSHeaderParameters, CryptoKey, JSONWebKeySet } from "jose";
import { IssuerDocumentError } from "../../../state/issuer-document.ts";
import type { OidcKeySet } from "../../../state/issuer-keys.ts";
import { listOidcProviders, oidcProviderArn } from "../../../state/oidc-providers.ts";
import type { EmulatorState } from "../../../state/state.ts";
import type { WebIdentity } from "../../../state/web-identity.ts";
import { badTokenSignature, noProvider, notAJwt, noVerificationKey, providerUnreachable } from "../errors.ts";
import { conditionKeys } from "./claim-keys.ts";
import { type Claims, checkTimes, readIdentityClaims } from "./claims.ts";
import { readSessionClaims } from "./session-claims.ts";

/** What AWS verifies; never `none`, nor a secret that signer and verifier share. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];
/** AWS takes no more keys of each kind from one issuer. */
const MAX_KEYS_OF_A_KIND = 100;

interface Token {
  readonly text: string;
  readonly header: CompactJWSHeaderParameters;
  readonly claims: Claims;
}

/**
 * Verifies a token of an identity provider of the account: the issuer, the signature, the times, the audience.
 *
 * Follows "Create an OpenID Connect (OIDC) identity provider in IAM" and the API reference of AssumeRoleWithWebIdentity.
 *
 * @throws AwsError `InvalidIdentityToken`, `ExpiredTokenException` or `IDPCommunicationError`.
 */
export async function verifyToken(
  text: string,
  { state, accountId }: { readonly state: EmulatorState; readonly accountId: string },
): Promise<WebIdentity> {
  const token = await readToken(text);
  const identity = readIdentityClaims(token.claims);
  const provider = listOidcProviders(state.store, accountId).find(({ issuer }) => issuer === identity.issuer);
  if (provider === undefined) throw noProvider(identity.issuer);
  await verifySignature(token, identity.issuer, state);
  checkTimes(identity, state.clock.now());
  const audience = identity.audienceAmong(provider.clientIds);
  return {
    providerArn: oidcProviderArn(accountId, provider.issuer),
    issuer: identity.issuer,
    subject: identity.subject,
    audience,
    ...conditionKeys(provider.issuer, token.claims, audience),
    ...readSessionClaims(token.claims),
  };
}

async function readToken(text: string): Promise<Token> {
  // Loaded here, because few emulators are ever asked to verify a token.
  const { decodeJwt, decodeProtectedHeader } = await import("jose");
  try {
    const header = decodeProtectedHeader(text) as CompactJWSHeaderParameters;
    const claims = decodeJwt<Claims>(text);
    if (ALGORITHMS.includes(header.alg)) return { text, header, claims };
  } catch {
    // Said below, like a token whose algorithm is not taken.
  }
  throw notAJwt();
}

/** A key that the known set does not have may be new, so the issuer is asked once more. */
async function verifySignature(token: Token, issuer: string, state: EmulatorState): Promise<void> {
  const known = await keySetOf(issuer, state, false);
  if (await isSignedBy(token, known)) return;
  const renewed = await keySetOf(issuer, state, true);
  if (renewed !== known && (await isSignedBy(token, renewed))) return;
  throw noVerificationKey();
}

async function keySetOf(issuer: string, { issuerKeys }: EmulatorState, renewed: boolean): Promise<OidcKeySet> {
  try {
    const keySet = await issuerKeys.keySetOf(issuer, { renewed });
    for (const kind of ["RSA", "EC"]) {
      if (keySet.keys.filter(({ kty }) => kty === kind).length > MAX_KEYS_OF_A_KIND) throw noVerificationKey();
    }
    return keySet;
  } catch (error) {
    if (!(error instanceof IssuerDocumentError)) throw error;
    throw error.reason === "unreachable" ? providerUnreachable() : noVerificationKey();
  }
}

/**
 * Whether a key of the set has signed the token; false where the set has no key for it.
 *
 * @throws AwsError where the token names a key of the set that has not signed it.
 */
async function isSignedBy({ text, header }: Token, keySet: OidcKeySet): Promise<boolean> {
  const { compactVerify, createLocalJWKSet, errors } = await import("jose");
  try {
    // The set is JSON from outside; jose checks each key that it uses.
    const find = createLocalJWKSet(keySet as unknown as JSONWebKeySet);
    await compactVerify(text, await find(header), { algorithms: ALGORITHMS });
    return true;
  } catch (error) {
    if (error instanceof errors.JWKSMultipleMatchingKeys) return signedByOneOf(text, error);
    if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSInvalid) return false;
    if (error instanceof errors.JWSSignatureVerificationFailed) throw badTokenSignature();
    if (error instanceof errors.JOSEError || error instanceof TypeError) throw noVerificationKey();
    throw error;
  }
}

/** Without a key id, every key that could have signed is tried. */
async function signedByOneOf(text: string, keys: AsyncIterable<CryptoKey>): Promise<true> {
  const { compactVerify } = await import("jose");
  for await (const key of keys) {
    const verified = await compactVerify(text, key, { algorithms: ALGORITHMS }).catch(() => undefined);
    if (verified !== undefined) return true;
  }
  throw badTokenSignature();
}
