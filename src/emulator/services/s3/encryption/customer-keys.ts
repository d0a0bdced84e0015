import { header } from "../../../../wire/index.ts";
import type { OperationContext } from "../../../pipeline/service.ts";
import type { ObjectAction } from "../authorisation.ts";
import { s3Arn } from "../buckets.ts";
import { deniedBecause } from "../denial.ts";
import { notImplementedHeader } from "../errors.ts";
import { DEFAULT_ENCRYPTION } from "./bucket-encryption.ts";

const NAME = "x-amz-server-side-encryption-customer-algorithm";

/**
 * Refuses an upload that brings its own key (SSE-C): as AWS where the bucket blocks that, which buckets do by default,
 * and as not implemented where the bucket's owner has allowed it.
 *
 * @throws AwsError `AccessDenied` or `NotImplemented`.
 */
export function refuseCustomerKeys(
  { bucket, key }: Pick<ObjectAction, "bucket" | "key">,
  { caller, request }: OperationContext,
): void {
  if (header(request.head, NAME) === undefined) return;
  if (!(bucket.encryption ?? DEFAULT_ENCRYPTION).blocksCustomerKeys) throw notImplementedHeader(NAME);
  throw deniedBecause(
    caller,
    { action: "s3:PutObject", resource: s3Arn(bucket.name, key), resourceAccountId: bucket.accountId },
    "because this bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys (SSE-C). Please specify a different server-side encryption type",
  );
}
