import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation } from "../bucket-operation.ts";
import { bucketError } from "../errors.ts";

/** No bucket is a website, for that cannot be put here, and S3 says so by an error. */
export const getBucketWebsite: Operation = bucketOperation({
  name: "GetBucketWebsite",
  errors: ["NoSuchWebsiteConfiguration"],
  action: "s3:GetBucketWebsite",
  run({ name }) {
    const message = "The specified bucket does not have a website configuration";
    throw bucketError(404, "NoSuchWebsiteConfiguration", { message, bucket: name });
  },
});
