import { findAccount } from "../../../state/accounts.ts";
import type { StoreReader } from "../../../state/store.ts";

/** What a grant allows. */
export type Permission = "READ" | "WRITE" | "READ_ACP" | "WRITE_ACP" | "FULL_CONTROL";

export const PERMISSIONS: readonly Permission[] = ["READ", "WRITE", "READ_ACP", "WRITE_ACP", "FULL_CONTROL"];

/** Whom a grant is for. Canonical ids are written out as account ids and turned back when an ACL is shown. */
export type Grantee = { readonly accountId: string } | { readonly group: string };

/** One line of an access control list. */
export interface Grant {
  readonly grantee: Grantee;
  readonly permission: Permission;
}

export const ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers";
export const AUTHENTICATED_USERS = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
export const LOG_DELIVERY = "http://acs.amazonaws.com/groups/s3/LogDelivery";
export const GROUPS: readonly string[] = [ALL_USERS, AUTHENTICATED_USERS, LOG_DELIVERY];

/** The owner of what was written without a signature. */
const ANONYMOUS_CANONICAL_ID = "65a011a29cdf8ec533ec3d1ccaae921c";

/** S3's name for an account in ACLs. */
export function canonicalIdOf(reader: StoreReader, accountId: string): string {
  return findAccount(reader, accountId)?.canonicalId ?? ANONYMOUS_CANONICAL_ID;
}

/** The ACL of what only its owner may use. */
export function ownerOnly(ownerAccountId: string): readonly Grant[] {
  return [{ grantee: { accountId: ownerAccountId }, permission: "FULL_CONTROL" }];
}

/** Whether a grant is for everybody or for everybody with an AWS account. */
export function isPublicGrant({ grantee }: Grant): boolean {
  return "group" in grantee && (grantee.group === ALL_USERS || grantee.group === AUTHENTICATED_USERS);
}

/** Whether an ACL says nothing but that its owner has full control. */
export function isOwnerOnly(acl: readonly Grant[], ownerAccountId: string): boolean {
  return acl.every(({ grantee }) => "accountId" in grantee && grantee.accountId === ownerAccountId);
}
