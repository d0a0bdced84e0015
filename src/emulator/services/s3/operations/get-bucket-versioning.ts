import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation } from "../bucket-operation.ts";
import { xmlResponse } from "../response.ts";

/** Tells whether a bucket keeps versions; nothing where that was never set. */
export const getBucketVersioning: Operation = bucketOperation({
  name: "GetBucketVersioning",
  errors: [],
  action: "s3:GetBucketVersioning",
  run: ({ versioning }) => xmlResponse("VersioningConfiguration", { Status: versioning }),
});
