import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation } from "../bucket-operation.ts";
import { bucketError } from "../errors.ts";
import { lifecycleContent } from "../lifecycle/lifecycle-content.ts";
import { xmlResponse } from "../response.ts";
import { MINIMUM_SIZE_HEADER } from "./put-bucket-lifecycle-configuration.ts";

/** Shows a bucket's lifecycle rules. */
export const getBucketLifecycleConfiguration: Operation = bucketOperation({
  name: "GetBucketLifecycleConfiguration",
  errors: ["NoSuchLifecycleConfiguration"],
  action: "s3:GetLifecycleConfiguration",
  run({ name, lifecycle }) {
    if (lifecycle === undefined) {
      const message = "The lifecycle configuration does not exist";
      throw bucketError(404, "NoSuchLifecycleConfiguration", { message, bucket: name });
    }
    return xmlResponse("LifecycleConfiguration", lifecycleContent(lifecycle.rules), {
      [MINIMUM_SIZE_HEADER]: lifecycle.minimumTransitionSize,
    });
  },
});
