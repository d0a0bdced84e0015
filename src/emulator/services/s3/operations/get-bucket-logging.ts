import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation } from "../bucket-operation.ts";
import { xmlResponse } from "../response.ts";

/** Tells where access is logged: nowhere, for it cannot be put here, and that is shown by saying nothing. */
export const getBucketLogging: Operation = bucketOperation({
  name: "GetBucketLogging",
  errors: [],
  action: "s3:GetBucketLogging",
  run: () => xmlResponse("BucketLoggingStatus", {}),
});
