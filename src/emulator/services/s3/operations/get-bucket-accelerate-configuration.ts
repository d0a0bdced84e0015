import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation } from "../bucket-operation.ts";
import { xmlResponse } from "../response.ts";

/** Tells whether transfers are accelerated: nowhere, for it cannot be put here, and that is shown by saying nothing. */
export const getBucketAccelerateConfiguration: Operation = bucketOperation({
  name: "GetBucketAccelerateConfiguration",
  errors: [],
  action: "s3:GetAccelerateConfiguration",
  run: () => xmlResponse("AccelerateConfiguration", {}),
});
