import { childText, type XmlElement } from "../../../../wire/index.ts";
import type { Operation } from "../../../pipeline/service.ts";
import { parseDocument, readDocument } from "../body/document.ts";
import { bucketOperation, changeBucket } from "../bucket-operation.ts";
import type { PublicAccessBlock } from "../buckets.ts";
import { invalidRequest, malformedXml } from "../errors.ts";
import { emptyResponse } from "../response.ts";

/** Sets what public access a bucket blocks; a setting that is not named is turned off. */
export const putPublicAccessBlock: Operation = bucketOperation({
  name: "PutPublicAccessBlock",
  errors: ["InvalidRequest", "MalformedXML"],
  action: "s3:PutBucketPublicAccessBlock",
  async run(bucket, context) {
    const root = parseDocument(await readDocument(context.request), "PublicAccessBlockConfiguration");
    const publicAccessBlock = readBlock(root);
    await changeBucket(context, bucket, (present) => ({ ...present, publicAccessBlock }));
    return emptyResponse(200);
  },
});

function readBlock(root: XmlElement): PublicAccessBlock {
  if (root.children.length === 0) throw invalidRequest("Must specify at least one configuration.");
  return {
    blockPublicAcls: readFlag(root, "BlockPublicAcls"),
    ignorePublicAcls: readFlag(root, "IgnorePublicAcls"),
    blockPublicPolicy: readFlag(root, "BlockPublicPolicy"),
    restrictPublicBuckets: readFlag(root, "RestrictPublicBuckets"),
  };
}

function readFlag(root: XmlElement, name: string): boolean {
  const text = (childText(root, name) ?? "false").trim().toLowerCase();
  if (text !== "true" && text !== "false") throw malformedXml();
  return text === "true";
}
