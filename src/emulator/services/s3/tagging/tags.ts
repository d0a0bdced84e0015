import { type AwsError, children, childText, type XmlElement, type XmlObject } from "../../../../wire/index.ts";
import type { Tag } from "../../../state/identities.ts";
import { malformedXml, s3Error } from "../errors.ts";

/** What tags are put on; S3 words its refusals differently for each. */
export type TagTarget = "bucket" | "new bucket" | "object";

const MAX_KEY_CHARACTERS = 128;
const MAX_VALUE_CHARACTERS = 256;

/** How many tags there may be, and what S3 says where there are more. */
const LIMITS: Readonly<Record<TagTarget, readonly [most: number, message: string]>> = {
  bucket: [50, "Bucket tag count cannot be greater than 50"],
  "new bucket": [50, "Bucket tag count cannot be greater than 50"],
  object: [10, "Object tags cannot be greater than 10"],
};

/** Letters, digits and spaces of any script, and `_ . : / = + - @`. */
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Checks tags in the order in which they were given, and then how many they are.
 *
 * @throws AwsError `InvalidTag`, `BadRequest`.
 */
export function checkTags(tags: readonly Tag[], target: TagTarget): void {
  const seen = new Set<string>();
  for (const { key, value } of tags) {
    if (key === "" || [...key].length > MAX_KEY_CHARACTERS || !ALLOWED.test(key)) {
      throw invalidTag("The TagKey you have provided is invalid", { TagKey: key });
    }
    if ([...value].length > MAX_VALUE_CHARACTERS || !ALLOWED.test(value)) {
      throw invalidTag("The TagValue you have provided is invalid", { TagKey: key, TagValue: value });
    }
    if (/^aws:/i.test(key)) throw systemTag(key, target);
    if (seen.has(key)) throw duplicate(key, target);
    seen.add(key);
  }
  const [most, message] = LIMITS[target];
  if (tags.length > most) throw s3Error(400, ["BadRequest", message]);
}

/**
 * Reads the `Tag` elements below a `TagSet`, `Tags` or `And`, whose parts may stand in any order.
 *
 * @throws AwsError `MalformedXML` where a tag has no key or no value.
 */
export function readTagElements(parent: XmlElement | undefined): readonly Tag[] {
  if (parent === undefined) return [];
  return children(parent, "Tag").map((element) => {
    const [key, value] = [childText(element, "Key"), childText(element, "Value")];
    if (key === undefined || value === undefined) throw malformedXml();
    return { key, value };
  });
}

/** Tags as answers show them, in the order of their keys. */
export function tagSet(tags: readonly Tag[]): XmlObject {
  return { TagSet: { Tag: tags.map(({ key, value }) => ({ Key: key, Value: value })) } };
}

/** Tags as they are kept. */
export function sortedTags(tags: readonly Tag[]): readonly Tag[] {
  return [...tags].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function invalidTag(message: string, fields: Readonly<Record<string, string>>): AwsError {
  return s3Error(400, ["InvalidTag", message], fields);
}

function systemTag(key: string, target: TagTarget): AwsError {
  if (target === "object") return invalidTag("Your TagKey cannot be prefixed with aws:", { TagKey: key });
  if (target === "bucket") return invalidTag("System tags cannot be added/updated by requester", { TagKey: key });
  const message =
    'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. Remove "aws:" from your tag keys and try again.';
  return invalidTag(message, {});
}

function duplicate(key: string, target: TagTarget): AwsError {
  // Recorded from AWS: what checks the tags of a new bucket stumbles over keys that are there twice.
  if (target === "new bucket") {
    return s3Error(500, ["InternalError", "We encountered an internal error. Please try again."]);
  }
  return invalidTag("Cannot provide multiple Tags with the same key", { TagKey: key });
}
