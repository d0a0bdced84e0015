import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation } from "../bucket-operation.ts";
import { DEFAULT_ENCRYPTION, encryptionContent } from "../encryption/bucket-encryption.ts";
import { xmlResponse } from "../response.ts";

/** Shows how a bucket encrypts new objects by default. */
export const getBucketEncryption: Operation = bucketOperation({
  name: "GetBucketEncryption",
  errors: [],
  action: "s3:GetEncryptionConfiguration",
  run: ({ encryption }) =>
    xmlResponse("ServerSideEncryptionConfiguration", encryptionContent(encryption ?? DEFAULT_ENCRYPTION)),
});
