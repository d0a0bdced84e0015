import type { QueryParams } from "../../../wire/index.ts";
import type { Tag } from "../../state/identities.ts";
import { ec2Errors } from "./errors.ts";

const MAX_TAGS = 50;
const MAX_KEY = 128;
const MAX_VALUE = 256;

/** A tag as EC2's answers have it. */
export interface TagItem {
  readonly key: string;
  readonly value: string;
}

/**
 * The tags of one resource type in `TagSpecification.N`.
 *
 * @throws AwsError where a specification is for a type that `allowed` does not have, or a tag is not valid.
 */
export function readTagSpecifications(params: QueryParams, type: string, allowed: readonly string[] = [type]): Tag[] {
  const tags = new Map<string, string>();
  for (const specification of params.structList("TagSpecification")) {
    const resourceType = specification.string("ResourceType") ?? "";
    if (!allowed.includes(resourceType)) {
      throw ec2Errors.invalid(`'${resourceType}' is not a valid taggable resource type for this operation.`);
    }
    for (const tag of specification.structList("Tag")) {
      const { key, value } = checkTag({ key: tag.string("Key") ?? "", value: tag.string("Value") ?? "" });
      if (resourceType !== type) continue;
      if (tags.has(key)) throw ec2Errors.invalid(`Duplicate tag key '${key}' specified.`);
      tags.set(key, value);
    }
  }
  return limited([...tags].map(([key, value]) => ({ key, value })));
}

/** The old tags with others added, or put in the place of those of the same keys. */
export function withTags(old: readonly Tag[], given: readonly Tag[]): readonly Tag[] {
  const tags = new Map([...old, ...given].map(({ key, value }) => [key, value]));
  return limited([...tags].map(([key, value]) => ({ key, value })));
}

function limited(tags: Tag[]): Tag[] {
  if (tags.length <= MAX_TAGS) return tags;
  throw ec2Errors.coded("TagLimitExceeded", `You have reached the maximum number of tags (${MAX_TAGS}).`);
}

/** @throws AwsError where a tag's key or value cannot be one. */
export function checkTag(tag: Tag): Tag {
  const { key, value } = tag;
  if (key === "") throw ec2Errors.invalid("Tag key cannot be empty.");
  if (key.length > MAX_KEY) throw ec2Errors.invalid(`Tag key exceeds the maximum length of ${MAX_KEY} characters`);
  if (value.length > MAX_VALUE)
    throw ec2Errors.invalid(`Tag value exceeds the maximum length of ${MAX_VALUE} characters`);
  if (key.toLowerCase().startsWith("aws:")) {
    throw ec2Errors.invalid("Tag keys starting with 'aws:' are reserved for internal use");
  }
  return tag;
}

/** Tags for an answer; absent where there are none, as AWS leaves the set out. */
export function tagSet(tags: readonly Tag[]): { readonly tagSet?: readonly TagItem[] } {
  return tags.length === 0 ? {} : { tagSet: tags.map(({ key, value }) => ({ key, value })) };
}
