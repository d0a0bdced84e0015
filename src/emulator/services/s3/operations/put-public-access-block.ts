import type { Operation } from "../../../pipeline/service.ts";
import { parseDocument, readDocument } from "../body/document.ts";
import { bucketOperation, changeBucket } from "../bucket-operation.ts";
import { readPublicAccessBlock } from "../public-access/public-access-block.ts";
import { emptyResponse } from "../response.ts";

/** Sets what public access a bucket blocks; a setting that is not named is turned off. */
export const putPublicAccessBlock: Operation = bucketOperation({
  name: "PutPublicAccessBlock",
  errors: ["InvalidRequest", "MalformedXML"],
  action: "s3:PutBucketPublicAccessBlock",
  async run(bucket, context) {
    const root = parseDocument(await readDocument(context.request), "PublicAccessBlockConfiguration");
    const publicAccessBlock = readPublicAccessBlock(root);
    await changeBucket(context, bucket, (present) => ({ ...present, publicAccessBlock }));
    return emptyResponse(200);
  },
});
