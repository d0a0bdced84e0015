import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation } from "../bucket-operation.ts";
import { xmlResponse } from "../response.ts";

/** Tells who pays. The other setting than the owner's cannot be put here, so it is the owner of every bucket. */
export const getBucketRequestPayment: Operation = bucketOperation({
  name: "GetBucketRequestPayment",
  errors: [],
  action: "s3:GetBucketRequestPayment",
  run: () => xmlResponse("RequestPaymentConfiguration", { Payer: "BucketOwner" }),
});
