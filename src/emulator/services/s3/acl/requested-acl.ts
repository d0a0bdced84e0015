import { header } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { StoreReader } from "../../../state/store.ts";
import { invalidRequest } from "../errors.ts";
import type { AclKind } from "./acl-policy.ts";
import { type AclOwners, cannedGrants, checkCanned } from "./canned.ts";
import { type Grant, ownerOnly } from "./grants.ts";
import { type HeaderGrant, readGrantHeaders, resolveGrants } from "./header-grants.ts";

/** What a request's headers ask for: a canned ACL, single grants, or nothing. */
export type RequestedAcl = { readonly canned: string } | { readonly grants: readonly HeaderGrant[] } | undefined;

/**
 * Reads `x-amz-acl` and the `x-amz-grant-…` headers.
 *
 * @throws AwsError `InvalidArgument` for an unknown canned ACL or a malformed grant, `InvalidRequest` for both kinds.
 */
export function readRequestedAcl(request: ServiceRequest, kind: AclKind): RequestedAcl {
  const canned = header(request.head, "x-amz-acl");
  const grants = readGrantHeaders(request);
  if (canned !== undefined && grants.length > 0) {
    throw invalidRequest("Specifying both Canned ACLs and Header Grants is not allowed");
  }
  if (canned !== undefined) {
    checkCanned(canned, kind);
    return { canned };
  }
  return grants.length > 0 ? { grants } : undefined;
}

/** The grants that were asked for; nothing asked is the owner alone. */
export function requestedGrants(
  requested: RequestedAcl,
  kind: AclKind,
  { reader, owners }: { reader: StoreReader; owners: AclOwners },
): readonly Grant[] {
  if (requested === undefined) return ownerOnly(owners.ownerAccountId);
  return "canned" in requested ? cannedGrants(requested.canned, kind, owners) : resolveGrants(requested.grants, reader);
}
