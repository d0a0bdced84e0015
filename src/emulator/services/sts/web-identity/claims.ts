import { badClaim, identityTokenExpired, incorrectAudience, missingClaim } from "../errors.ts";

/** The claims of a token, as JSON. */
export type Claims = Readonly<Record<string, unknown>>;

const REQUIRED = ["iss", "sub", "aud", "exp", "iat"];
/** What `SubjectFromWebIdentityToken` may hold. */
const MAX_SUBJECT_CHARACTERS = 255;
/** Clocks differ: AWS documents five minutes after the expiry, and gives nothing else for the other times. */
const TOLERANCE_SECONDS = 300;

/** The claims that every token must have. */
export interface IdentityClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly expiresAtSeconds: number;
  readonly validFromSeconds: number;
  /**
   * The client id that the token is for.
   *
   * @throws AwsError where it is for none of them.
   */
  audienceAmong(clientIds: readonly string[]): string;
}

/** @throws AwsError `InvalidIdentityToken`. */
export function readIdentityClaims(claims: Claims): IdentityClaims {
  for (const name of REQUIRED) if (claims[name] === undefined) throw missingClaim(name);
  const subject = text(claims, "sub");
  if ([...subject].length > MAX_SUBJECT_CHARACTERS) throw badClaim("The sub claim is too long");
  return {
    issuer: text(claims, "iss"),
    subject,
    expiresAtSeconds: seconds(claims, "exp"),
    validFromSeconds: Math.max(seconds(claims, "iat"), claims.nbf === undefined ? 0 : seconds(claims, "nbf")),
    audienceAmong: (clientIds) => audienceAmong(claims, clientIds),
  };
}

/** @throws AwsError `ExpiredTokenException`, or `InvalidIdentityToken` for a token of the future. */
export function checkTimes({ expiresAtSeconds, validFromSeconds }: IdentityClaims, now: Date): void {
  const nowSeconds = Math.floor(now.getTime() / 1000);
  if (nowSeconds >= expiresAtSeconds + TOLERANCE_SECONDS) throw identityTokenExpired(nowSeconds, expiresAtSeconds);
  if (validFromSeconds > nowSeconds + TOLERANCE_SECONDS) throw badClaim("Token is not yet valid");
}

/** The audiences of a token, as a list. */
export function audiences({ aud }: Claims): readonly string[] {
  return textList(aud) ?? [];
}

/** A text, or a list of texts, as a list; `undefined` for anything else. */
export function textList(value: unknown): readonly string[] | undefined {
  if (typeof value === "string") return [value];
  const isList = Array.isArray(value) && value.every((entry) => typeof entry === "string");
  return isList ? value : undefined;
}

/**
 * An authorised party stands for the audience, as AWS documents of its `aud` key: the token was made for that client,
 * whatever else may read it.
 */
function audienceAmong(claims: Claims, clientIds: readonly string[]): string {
  const candidates = claims.azp === undefined ? audiences(claims) : [text(claims, "azp")];
  const audience = candidates.find((candidate) => clientIds.includes(candidate));
  if (audience === undefined) throw incorrectAudience();
  return audience;
}

function text(claims: Claims, name: string): string {
  const value = claims[name];
  if (typeof value !== "string" || value === "") throw badClaim(`The ${name} claim is not a string`);
  return value;
}

function seconds(claims: Claims, name: string): number {
  const value = claims[name];
  if (typeof value !== "number" || !Number.isFinite(value)) throw badClaim(`The ${name} claim is not a number`);
  return Math.floor(value);
}
