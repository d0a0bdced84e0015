import type { Tag } from "../../../state/identities.ts";
import type { ContextKeys } from "../context-keys.ts";

/** `s3:RequestObjectTag/K` and `s3:RequestObjectTagKeys`: the tags that a request gives an object. */
export function requestTagKeys(tags: readonly Tag[] | undefined): ContextKeys {
  if (tags === undefined || tags.length === 0) return {};
  return {
    ...Object.fromEntries(tags.map(({ key, value }) => [`s3:RequestObjectTag/${key}`, value])),
    "s3:RequestObjectTagKeys": tags.map(({ key }) => key),
  };
}

/** `s3:ExistingObjectTag/K`: the tags that an object has. */
export function existingTagKeys(tags: readonly Tag[] | undefined): ContextKeys {
  if (tags === undefined || tags.length === 0) return {};
  return Object.fromEntries(tags.map(({ key, value }) => [`s3:ExistingObjectTag/${key}`, value]));
}

/** `aws:RequestTag/K` and `aws:TagKeys`: the tags that a request gives a new bucket. */
export function newBucketTagKeys(tags: readonly Tag[]): ContextKeys {
  if (tags.length === 0) return {};
  return {
    ...Object.fromEntries(tags.map(({ key, value }) => [`aws:RequestTag/${key}`, value])),
    "aws:TagKeys": tags.map(({ key }) => key),
  };
}
