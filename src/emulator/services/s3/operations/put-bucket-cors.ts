import type { Operation } from "../../../pipeline/service.ts";
import { parseDocument, readDocument } from "../body/document.ts";
import { requireDigest } from "../body/required-digest.ts";
import { bucketOperation, changeBucket } from "../bucket-operation.ts";
import { readCorsRules } from "../cors/cors-document.ts";
import { emptyResponse } from "../response.ts";

const MAX_DOCUMENT_BYTES = 65_536;

/** Replaces a bucket's CORS rules. */
export const putBucketCors: Operation = bucketOperation({
  name: "PutBucketCors",
  errors: ["InvalidRequest", "MalformedXML"],
  action: "s3:PutBucketCORS",
  async run(bucket, context) {
    requireDigest(context.request, "Content-MD5");
    const root = parseDocument(await readDocument(context.request, MAX_DOCUMENT_BYTES), "CORSConfiguration");
    const cors = readCorsRules(root);
    await changeBucket(context, bucket, (present) => ({ ...present, cors }));
    return emptyResponse(200);
  },
});
