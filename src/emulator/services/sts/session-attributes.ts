import type { Caller } from "../../state/caller.ts";
import type { Tag } from "../../state/identities.ts";
import { sourceIdentityAlreadySet, transitiveKeyConflict, transitiveKeyNotRequested } from "./errors.ts";

/** What AssumeRole asks to be written on the session. */
export interface RequestedAttributes {
  readonly tags: readonly Tag[];
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity: string | undefined;
}

/** What is written on the session: what was asked for, and what it inherits from the session that asks. */
export interface SessionAttributes extends RequestedAttributes {
  readonly inheritedTags: readonly Tag[];
}

/**
 * Joins what a caller asks for with what role chaining passes on: transitive tags and the source identity.
 *
 * @throws AwsError where a transitive key is not among the tags, or what is inherited would be changed.
 */
export function resolveAttributes(requested: RequestedAttributes, { session }: Caller): SessionAttributes {
  const { tags, transitiveTagKeys, sourceIdentity } = requested;
  const asked = lowerCase(tags.map(({ key }) => key));
  if ([...lowerCase(transitiveTagKeys)].some((key) => !asked.has(key))) throw transitiveKeyNotRequested();
  const inheritedKeys = session?.transitiveTagKeys ?? [];
  const inherited = lowerCase(inheritedKeys);
  if ([...asked].some((key) => inherited.has(key))) throw transitiveKeyConflict();
  const known = session?.sourceIdentity;
  if (known !== undefined && sourceIdentity !== undefined && sourceIdentity !== known) throw sourceIdentityAlreadySet();
  const inheritedTags = Object.entries(session?.tags ?? {})
    .filter(([key]) => inherited.has(key.toLowerCase()))
    .map(([key, value]) => ({ key, value }));
  return {
    tags: [...inheritedTags, ...tags],
    inheritedTags,
    transitiveTagKeys: [...inheritedKeys, ...transitiveTagKeys],
    sourceIdentity: known ?? sourceIdentity,
  };
}

function lowerCase(keys: readonly string[]): ReadonlySet<string> {
  return new Set(keys.map((key) => key.toLowerCase()));
}
