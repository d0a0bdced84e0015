import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation } from "../bucket-operation.ts";
import { bucketError } from "../errors.ts";
import { publicAccessBlockContent } from "../public-access/public-access-block.ts";
import { xmlResponse } from "../response.ts";

/** Shows what public access a bucket blocks; what its account blocks besides is not told here. */
export const getPublicAccessBlock: Operation = bucketOperation({
  name: "GetPublicAccessBlock",
  errors: ["NoSuchPublicAccessBlockConfiguration"],
  action: "s3:GetBucketPublicAccessBlock",
  run({ name, publicAccessBlock: block }) {
    if (block === undefined) {
      const message = "The public access block configuration was not found";
      throw bucketError(404, "NoSuchPublicAccessBlockConfiguration", { message, bucket: name });
    }
    return xmlResponse("PublicAccessBlockConfiguration", publicAccessBlockContent(block));
  },
});
