import type { OperationContext } from "../../pipeline/service.ts";
import { checkAclAllowed } from "./acl/acl-rules.ts";
import type { Grant } from "./acl/grants.ts";
import { type RequestedAcl, requestedGrants } from "./acl/requested-acl.ts";
import { type BucketRecord, s3Arn } from "./buckets.ts";

/** Who owns a new object, and who else may use it. */
export interface ObjectOwner {
  readonly writerAccountId: string;
  readonly acl: readonly Grant[];
}

/**
 * Decides owner and ACL of an object that the caller writes, by the bucket's ownership setting.
 *
 * @throws AwsError where the bucket does not take the ACL.
 */
export function newObjectOwner(
  { bucket, key, requested }: { bucket: BucketRecord; key: string; requested: RequestedAcl },
  context: OperationContext,
): ObjectOwner {
  const writerAccountId = ownerOf(bucket, requested, context);
  const grants = requestedGrants(requested, "object", {
    reader: context.state.store,
    owners: { ownerAccountId: writerAccountId, bucketOwnerAccountId: bucket.accountId },
  });
  if (requested !== undefined) {
    const requirement = { action: "s3:PutObject", resource: s3Arn(bucket.name, key) };
    checkAclAllowed({ bucket, requested, grants, requirement }, context);
  }
  return { writerAccountId, acl: grants };
}

function ownerOf(bucket: BucketRecord, requested: RequestedAcl, { caller }: OperationContext): string {
  if (bucket.ownership === "BucketOwnerEnforced") return bucket.accountId;
  const givesAway =
    requested !== undefined && "canned" in requested && requested.canned === "bucket-owner-full-control";
  return bucket.ownership === "BucketOwnerPreferred" && givesAway ? bucket.accountId : caller.accountId;
}
