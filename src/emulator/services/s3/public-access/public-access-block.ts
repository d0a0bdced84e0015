import { childText, type XmlElement, type XmlObject } from "../../../../wire/index.ts";
import { invalidRequest, malformedXml } from "../errors.ts";

/** The four settings of Block Public Access, of a bucket or of a whole account. */
export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

/**
 * Reads a `PublicAccessBlockConfiguration`; a setting that is not named is turned off.
 *
 * @throws AwsError `InvalidRequest` where it names none, `MalformedXML` for what is neither true nor false.
 */
export function readPublicAccessBlock(root: XmlElement): PublicAccessBlock {
  if (root.children.length === 0) throw invalidRequest("Must specify at least one configuration.");
  return {
    blockPublicAcls: readFlag(root, "BlockPublicAcls"),
    ignorePublicAcls: readFlag(root, "IgnorePublicAcls"),
    blockPublicPolicy: readFlag(root, "BlockPublicPolicy"),
    restrictPublicBuckets: readFlag(root, "RestrictPublicBuckets"),
  };
}

/** The settings as S3 shows them. */
export function publicAccessBlockContent(block: PublicAccessBlock): XmlObject {
  return {
    BlockPublicAcls: block.blockPublicAcls,
    IgnorePublicAcls: block.ignorePublicAcls,
    BlockPublicPolicy: block.blockPublicPolicy,
    RestrictPublicBuckets: block.restrictPublicBuckets,
  };
}

function readFlag(root: XmlElement, name: string): boolean {
  const text = (childText(root, name) ?? "false").trim().toLowerCase();
  if (text !== "true" && text !== "false") throw malformedXml();
  return text === "true";
}
