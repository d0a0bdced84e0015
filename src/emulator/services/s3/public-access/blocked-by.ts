import type { StoreReader } from "../../../state/store.ts";
import type { BucketRecord } from "../buckets.ts";
import { findAccountBlock } from "./account-blocks.ts";
import type { PublicAccessBlock } from "./public-access-block.ts";

/**
 * Who turns a setting on for a bucket: the bucket itself or its owner's account; `undefined` where neither does. The most
 * restrictive of the two holds, as "Blocking public access to your Amazon S3 storage" of the S3 User Guide says.
 */
export function blockedBy(
  reader: StoreReader,
  { publicAccessBlock, accountId }: Pick<BucketRecord, "publicAccessBlock" | "accountId">,
  setting: keyof PublicAccessBlock,
): "bucket" | "account" | undefined {
  if (publicAccessBlock?.[setting] === true) return "bucket";
  return findAccountBlock(reader, accountId)?.[setting] === true ? "account" : undefined;
}
