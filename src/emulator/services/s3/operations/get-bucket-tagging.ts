import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation } from "../bucket-operation.ts";
import { bucketError } from "../errors.ts";
import { xmlResponse } from "../response.ts";
import { tagSet } from "../tagging/tags.ts";

/** Shows a bucket's tags. */
export const getBucketTagging: Operation = bucketOperation({
  name: "GetBucketTagging",
  errors: ["NoSuchTagSet"],
  action: "s3:GetBucketTagging",
  run({ name, tags }) {
    if (tags === undefined) {
      throw bucketError(404, "NoSuchTagSet", { message: "The TagSet does not exist", bucket: name });
    }
    return xmlResponse("Tagging", tagSet(tags));
  },
});
