import type { XmlElement } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { Tag } from "../../../state/identities.ts";
import { parseDocument, readDocument } from "../body/document.ts";
import { checkTags, readTagElements, sortedTags } from "./tags.ts";

/**
 * Reads the `Tagging` document that PutBucketTagging and PutObjectTagging bring.
 *
 * @throws AwsError `MalformedXML`, `InvalidTag`, `BadRequest`, or what the digests of the body throw.
 */
export async function readTaggingDocument(
  request: ServiceRequest,
  target: "bucket" | "object",
): Promise<readonly Tag[]> {
  return parseTagging(parseDocument(await readDocument(request), "Tagging"), target);
}

/** @throws AwsError `MalformedXML`, `InvalidTag`, `BadRequest`. */
export function parseTagging(root: XmlElement, target: "bucket" | "object"): readonly Tag[] {
  const tags = readTagElements(root.children.find(({ name }) => name === "TagSet"));
  checkTags(tags, target);
  return sortedTags(tags);
}
