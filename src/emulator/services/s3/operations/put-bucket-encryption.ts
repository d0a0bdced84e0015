import type { Operation } from "../../../pipeline/service.ts";
import { parseDocument, readDocument } from "../body/document.ts";
import { bucketOperation, changeBucket } from "../bucket-operation.ts";
import { readBucketEncryption } from "../encryption/bucket-encryption.ts";
import { emptyResponse } from "../response.ts";

/** Sets how a bucket encrypts new objects by default. */
export const putBucketEncryption: Operation = bucketOperation({
  name: "PutBucketEncryption",
  errors: ["InvalidArgument", "MalformedXML"],
  action: "s3:PutEncryptionConfiguration",
  async run(bucket, context) {
    const root = parseDocument(await readDocument(context.request), "ServerSideEncryptionConfiguration");
    const encryption = readBucketEncryption(root);
    await changeBucket(context, bucket, (present) => ({ ...present, encryption }));
    return emptyResponse(200);
  },
});
