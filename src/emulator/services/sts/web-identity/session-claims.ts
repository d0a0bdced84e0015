import type { Tag } from "../../../state/identities.ts";
import type { WebIdentity } from "../../../state/web-identity.ts";
import { badClaim } from "../errors.ts";
import type { Claims } from "./claims.ts";
import { textList } from "./claims.ts";

const TAGS = "https://aws.amazon.com/tags";
const FLAT_TAG = `${TAGS}/principal_tags/`;
const FLAT_TRANSITIVE = `${TAGS}/transitive_tag_keys`;
const SOURCE_IDENTITY = "https://aws.amazon.com/source_identity";

const MAX_TAGS = 50;
const TAG_KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;
const SOURCE_IDENTITY_TEXT = /^[\w+=,.@-]{2,256}$/;

/**
 * What a token asks to be written on the session: tags and the source identity. Tags come nested in one claim, or flat as
 * a claim for each.
 *
 * @throws AwsError `InvalidIdentityToken` where they are not as AWS documents them.
 */
export function readSessionClaims(claims: Claims): Pick<WebIdentity, "tags" | "transitiveTagKeys" | "sourceIdentity"> {
  const nested = readNested(claims[TAGS]);
  const flat = Object.entries(claims).filter(([name]) => name.startsWith(FLAT_TAG));
  const tags = [
    ...Object.entries(nested.principalTags).map(([key, value]) => readTag(key, value)),
    ...flat.map(([name, value]) => readTag(name.slice(FLAT_TAG.length), typeof value === "string" ? [value] : value)),
  ];
  if (tags.length > MAX_TAGS) throw badTags();
  const keys = new Set(tags.map(({ key }) => key.toLowerCase()));
  if (keys.size < tags.length) throw badTags();
  const transitive = nested.transitiveTagKeys ?? claims[FLAT_TRANSITIVE];
  const transitiveTagKeys = transitive === undefined ? [] : textList(transitive);
  if (transitiveTagKeys === undefined || transitiveTagKeys.some((key) => !keys.has(key.toLowerCase()))) throw badTags();
  return { tags, transitiveTagKeys, sourceIdentity: readSourceIdentity(claims[SOURCE_IDENTITY]) };
}

function readNested(claim: unknown): {
  readonly principalTags: Readonly<Record<string, unknown>>;
  readonly transitiveTagKeys?: unknown;
} {
  if (claim === undefined) return { principalTags: {} };
  if (!isObject(claim)) throw badTags();
  const { principal_tags: principalTags = {}, transitive_tag_keys: transitiveTagKeys } = claim;
  if (!isObject(principalTags)) throw badTags();
  return { principalTags, transitiveTagKeys };
}

/** A tag's value is a list of exactly one text. */
function readTag(key: string, claim: unknown): Tag {
  const [value, ...more] = Array.isArray(claim) ? (claim as unknown[]) : [];
  if (typeof value !== "string" || more.length > 0) throw badTags();
  if (!TAG_KEY.test(key) || !TAG_VALUE.test(value) || key.toLowerCase().startsWith("aws:")) throw badTags();
  return { key, value };
}

function readSourceIdentity(claim: unknown): string | undefined {
  if (claim === undefined) return undefined;
  if (typeof claim === "string" && SOURCE_IDENTITY_TEXT.test(claim)) return claim;
  throw badClaim("source_identity passed in claim is not in correct format");
}

function badTags(): Error {
  return badClaim("principal_tags passed in claim is not in correct format");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
