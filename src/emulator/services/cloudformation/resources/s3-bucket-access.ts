import { PropertyError } from "./property-error.ts";
import type { BucketProperties } from "./s3-bucket-properties.ts";

/** Canned ACLs as templates spell them, and as S3 does. */
const CANNED_ACLS = {
  AuthenticatedRead: "authenticated-read",
  AwsExecRead: "aws-exec-read",
  BucketOwnerFullControl: "bucket-owner-full-control",
  BucketOwnerRead: "bucket-owner-read",
  LogDeliveryWrite: "log-delivery-write",
  Private: undefined,
  PublicRead: "public-read",
  PublicReadWrite: "public-read-write",
} as const;

/** The ACL to set. `Private` is what every bucket has anyway, whoever owns its objects. */
export function cannedAcl({ AccessControl }: BucketProperties): string | undefined {
  return AccessControl === undefined ? undefined : CANNED_ACLS[AccessControl];
}

/**
 * Who owns what others upload; `undefined` where the template does not say.
 *
 * @throws PropertyError where there is not exactly one rule.
 */
export function ownershipOf({ OwnershipControls }: BucketProperties, logicalId: string): string | undefined {
  if (OwnershipControls === undefined) return undefined;
  const [rule, ...more] = OwnershipControls.Rules;
  const path = ["OwnershipControls", "Rules"];
  if (more.length > 0) {
    throw new PropertyError(logicalId, [{ path, problem: { kind: "too-many", limit: 1, found: more.length + 1 } }]);
  }
  if (rule?.ObjectOwnership === undefined) {
    throw new PropertyError(logicalId, [{ path: [...path, 0], problem: { kind: "missing", key: "ObjectOwnership" } }]);
  }
  return rule.ObjectOwnership;
}

/** Whether such a bucket knows no ACLs. It is the default. */
export const isEnforced = (ownership: string | undefined): boolean =>
  ownership === undefined || ownership === "BucketOwnerEnforced";
