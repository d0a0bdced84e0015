import { childText } from "../../../wire/index.ts";
import type { Tag } from "../../state/identities.ts";
import { parseDocument } from "./body/document.ts";
import { notImplementedHeader } from "./errors.ts";
import { checkTags, readTagElements, sortedTags } from "./tagging/tags.ts";

/** What the body of CreateBucket says. */
export interface BucketConfiguration {
  /** As written; `undefined` where there is none. */
  readonly locationConstraint: string | undefined;
  readonly tags: readonly Tag[];
}

/**
 * Reads a `CreateBucketConfiguration`; an empty body is one that says nothing.
 *
 * @throws AwsError `MalformedXML`, what is wrong with the tags, or `NotImplemented` where a directory bucket is asked for.
 */
export function readBucketConfiguration(body: string): BucketConfiguration {
  if (body.trim() === "") return { locationConstraint: undefined, tags: [] };
  const root = parseDocument(body, "CreateBucketConfiguration");
  const other = root.children.find(({ name }) => name !== "LocationConstraint" && name !== "Tags");
  if (other !== undefined) throw notImplementedHeader(other.name);
  const tags = readTagElements(root.children.find(({ name }) => name === "Tags"));
  checkTags(tags, "new bucket");
  return { locationConstraint: childText(root, "LocationConstraint") || undefined, tags: sortedTags(tags) };
}
