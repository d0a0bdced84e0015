import { invalidArgument } from "../errors.ts";
import type { AclKind } from "./acl-policy.ts";
import { ALL_USERS, AUTHENTICATED_USERS, type Grant, LOG_DELIVERY, ownerOnly, type Permission } from "./grants.ts";

/** Whose ACL is made, and in whose bucket. */
export interface AclOwners {
  readonly ownerAccountId: string;
  readonly bucketOwnerAccountId: string;
}

type Extra = (owners: AclOwners) => readonly Grant[];

const toGroup =
  (group: string, ...permissions: Permission[]): Extra =>
  () =>
    permissions.map((permission) => ({ grantee: { group }, permission }));

const toBucketOwner =
  (permission: Permission): Extra =>
  ({ bucketOwnerAccountId, ownerAccountId }) =>
    bucketOwnerAccountId === ownerAccountId ? [] : [{ grantee: { accountId: bucketOwnerAccountId }, permission }];

const EVERYWHERE: Readonly<Record<string, Extra>> = {
  private: () => [],
  "public-read": toGroup(ALL_USERS, "READ"),
  "public-read-write": toGroup(ALL_USERS, "READ", "WRITE"),
  "authenticated-read": toGroup(AUTHENTICATED_USERS, "READ"),
};

/** What each canned ACL grants besides the owner's full control ("Canned ACL" of the S3 User Guide). */
const CANNED: Readonly<Record<AclKind, Readonly<Record<string, Extra>>>> = {
  bucket: {
    ...EVERYWHERE,
    "log-delivery-write": toGroup(LOG_DELIVERY, "WRITE", "READ_ACP"),
    // These two speak of objects; buckets take and ignore them.
    "bucket-owner-read": () => [],
    "bucket-owner-full-control": () => [],
  },
  object: {
    ...EVERYWHERE,
    // EC2 fetches image bundles with it; nothing here does.
    "aws-exec-read": () => [],
    "bucket-owner-read": toBucketOwner("READ"),
    "bucket-owner-full-control": toBucketOwner("FULL_CONTROL"),
  },
};

/** @throws AwsError `InvalidArgument`, without a message as on AWS, where there is no such canned ACL. */
export function checkCanned(name: string, kind: AclKind): void {
  if (!Object.hasOwn(CANNED[kind], name)) throw invalidArgument("", { name: "x-amz-acl", value: name });
}

/** The grants of a canned ACL that {@link checkCanned} has let pass. */
export function cannedGrants(name: string, kind: AclKind, owners: AclOwners): readonly Grant[] {
  return [...ownerOnly(owners.ownerAccountId), ...(CANNED[kind][name]?.(owners) ?? [])];
}
