import type { AwsError } from "../../../../wire/index.ts";
import type { OperationContext, Requirement } from "../../../pipeline/service.ts";
import type { StoreReader } from "../../../state/store.ts";
import type { BucketRecord } from "../buckets.ts";
import { deniedBecause } from "../denial.ts";
import { bucketError, s3Error } from "../errors.ts";
import { blockedBy } from "../public-access/blocked-by.ts";
import { type Grant, isOwnerOnly, isPublicGrant, ownerOnly } from "./grants.ts";
import type { RequestedAcl } from "./requested-acl.ts";

/** How an ACL is to be set: as the headers ask, or as the body says. */
export interface AclChange {
  readonly bucket: BucketRecord;
  readonly requested: RequestedAcl;
  readonly grants: readonly Grant[];
  /** What the caller was authorised for, which a refusal names. */
  readonly requirement: Pick<Requirement, "action" | "resource">;
}

/**
 * Refuses an ACL that the bucket's settings do not take.
 *
 * @throws AwsError `AccessControlListNotSupported` where ACLs are disabled, `AccessDenied` where public ones are blocked.
 */
export function checkAclAllowed(change: AclChange, { caller, state }: OperationContext): void {
  const { bucket, grants, requirement } = change;
  if (bucket.ownership === "BucketOwnerEnforced") {
    if (!saysNothingNew(change)) throw aclNotSupported();
    return;
  }
  if (grants.some(isPublicGrant) && blockedBy(state.store, bucket, "blockPublicAcls") !== undefined) {
    throw deniedBecause(
      caller,
      { ...requirement, resourceAccountId: bucket.accountId },
      "because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.",
    );
  }
}

/** Where ACLs are disabled, the one that says what holds anyway still passes, so that old clients go on. */
function saysNothingNew({ bucket, requested, grants }: AclChange): boolean {
  if (requested !== undefined && "canned" in requested) return requested.canned === "bucket-owner-full-control";
  if (grants.length === 0) return false;
  return isOwnerOnly(grants, bucket.accountId) && grants.every(({ permission }) => permission === "FULL_CONTROL");
}

/** The ACL as S3 shows it: what is ignored is not shown. */
export function effectiveAcl(
  reader: StoreReader,
  bucket: BucketRecord,
  { acl, ownerAccountId }: { readonly acl: readonly Grant[]; readonly ownerAccountId: string },
): readonly Grant[] {
  if (bucket.ownership === "BucketOwnerEnforced") return ownerOnly(ownerAccountId);
  const ignored = acl.some(isPublicGrant) && blockedBy(reader, bucket, "ignorePublicAcls") !== undefined;
  return ignored ? acl.filter((grant) => !isPublicGrant(grant)) : acl;
}

const aclNotSupported = (): AwsError =>
  s3Error(400, ["AccessControlListNotSupported", "The bucket does not allow ACLs"]);

/** Where a bucket would get, or has, an ACL for others, while its ownership setting says that ACLs are off. */
export const aclWithOwnershipError = (bucket: string): AwsError =>
  bucketError(400, "InvalidBucketAclWithObjectOwnership", {
    message: "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    bucket,
  });
