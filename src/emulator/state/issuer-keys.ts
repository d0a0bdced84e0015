import { fetchIssuerDocument, IssuerDocumentError, isLoopback, isTrustedTransport } from "./issuer-document.ts";
import type { MovableClock } from "./movable-clock.ts";

/** A JSON Web Key Set: public keys as an issuer publishes them. */
export interface OidcKeySet {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/** Published keys are asked for again after an hour. */
const MAX_AGE_MILLISECONDS = 3_600_000;
/** A token with an unknown key asks for them again, but not more often than this: anybody can send such tokens. */
const MIN_AGE_MILLISECONDS = 30_000;

interface Fetched {
  readonly keySet: Promise<OidcKeySet>;
  readonly at: number;
}

/** The keys of issuers: those that were given, else those that the issuer publishes. */
export class IssuerKeys {
  readonly #clock: MovableClock;
  readonly #given: Readonly<Record<string, OidcKeySet>>;
  readonly #fetched = new Map<string, Fetched>();

  constructor(clock: MovableClock, given: Readonly<Record<string, OidcKeySet>> = {}) {
    this.#clock = clock;
    this.#given = given;
  }

  /**
   * The key set of an issuer. `renewed` is for a key that the present set does not have; a set that was given, or
   * fetched a moment ago, stays as it is.
   *
   * @throws IssuerDocumentError
   */
  keySetOf(issuer: string, { renewed }: { readonly renewed: boolean }): Promise<OidcKeySet> {
    const given = Object.hasOwn(this.#given, issuer) ? this.#given[issuer] : undefined;
    if (given !== undefined) return Promise.resolve(given);
    const now = this.#clock.now().getTime();
    const known = this.#fetched.get(issuer);
    const maxAge = renewed ? MIN_AGE_MILLISECONDS : MAX_AGE_MILLISECONDS;
    if (known !== undefined && now - known.at < maxAge) return known.keySet;
    const keySet = fetchKeySet(issuer);
    const fetched = { keySet, at: now };
    this.#fetched.set(issuer, fetched);
    // What failed is tried again by the next token.
    keySet.catch(() => {
      if (this.#fetched.get(issuer) === fetched) this.#fetched.delete(issuer);
    });
    return keySet;
  }
}

/** Follows "OpenID Connect Discovery 1.0": the configuration names the issuer itself, and where its keys are. */
async function fetchKeySet(issuer: string): Promise<OidcKeySet> {
  const configurationUrl = new URL(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  const { issuer: named, jwks_uri: keysAt } = await fetchIssuerDocument(configurationUrl);
  if (named !== issuer) throw new IssuerDocumentError("unusable", "the configuration is another issuer's");
  const keysUrl = typeof keysAt === "string" && URL.canParse(keysAt) ? new URL(keysAt) : undefined;
  if (keysUrl === undefined || !isTrustedTransport(keysUrl)) {
    throw new IssuerDocumentError("unusable", "jwks_uri is not an https URL");
  }
  // An issuer elsewhere must not point the emulator at this machine.
  if (isLoopback(keysUrl) && !isLoopback(configurationUrl)) {
    throw new IssuerDocumentError("unusable", "jwks_uri is on loopback, but the issuer is not");
  }
  const { keys } = await fetchIssuerDocument(keysUrl);
  if (!isKeyList(keys)) throw new IssuerDocumentError("unusable", "the key set has no list of keys");
  return { keys };
}

function isKeyList(value: unknown): value is OidcKeySet["keys"] {
  return Array.isArray(value) && value.every((key) => typeof key === "object" && key !== null);
}
