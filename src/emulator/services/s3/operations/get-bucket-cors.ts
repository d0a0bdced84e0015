import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation } from "../bucket-operation.ts";
import { corsContent } from "../cors/cors-document.ts";
import { bucketError } from "../errors.ts";
import { xmlResponse } from "../response.ts";

/** Shows a bucket's CORS rules. */
export const getBucketCors: Operation = bucketOperation({
  name: "GetBucketCors",
  errors: ["NoSuchCORSConfiguration"],
  action: "s3:GetBucketCORS",
  run({ name, cors }) {
    if (cors === undefined) {
      const message = "The CORS configuration does not exist";
      throw bucketError(404, "NoSuchCORSConfiguration", { message, bucket: name });
    }
    return xmlResponse("CORSConfiguration", corsContent(cors));
  },
});
