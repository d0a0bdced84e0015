import { AwsError, header } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import { findAccountByCanonicalId } from "../../../state/accounts.ts";
import type { StoreReader } from "../../../state/store.ts";
import { invalidArgument } from "../errors.ts";
import { GROUPS, type Grant, type Grantee, type Permission } from "./grants.ts";

const GRANT_HEADERS: ReadonlyMap<Lowercase<string>, Permission> = new Map<Lowercase<string>, Permission>([
  ["x-amz-grant-full-control", "FULL_CONTROL"],
  ["x-amz-grant-read", "READ"],
  ["x-amz-grant-read-acp", "READ_ACP"],
  ["x-amz-grant-write", "WRITE"],
  ["x-amz-grant-write-acp", "WRITE_ACP"],
]);

/** A grant as its header names it; whether the grantee exists is not known yet. */
export interface HeaderGrant {
  readonly permission: Permission;
  readonly by: "id" | "uri" | "emailAddress";
  readonly value: string;
}

/**
 * Reads `x-amz-grant-…: id="…", uri="…"`.
 *
 * @throws AwsError `InvalidArgument` where a header is not a list of such pairs.
 */
export function readGrantHeaders({ head }: ServiceRequest): readonly HeaderGrant[] {
  const grants: HeaderGrant[] = [];
  for (const [name, permission] of GRANT_HEADERS) {
    for (const part of header(head, name)?.split(",") ?? []) {
      const match = /^\s*(id|uri|emailAddress)\s*=\s*"?([^"]*)"?\s*$/.exec(part);
      if (match === null) throw invalidArgument("Argument format not recognized", { name, value: part.trim() });
      grants.push({ permission, by: match[1] as HeaderGrant["by"], value: match[2] as string });
    }
  }
  return grants;
}

/**
 * Finds whom the grants are for.
 *
 * @throws AwsError `InvalidArgument` where there is no such account or group, `MethodNotAllowed` for an e-mail address.
 */
export function resolveGrants(grants: readonly HeaderGrant[], reader: StoreReader): readonly Grant[] {
  return grants.map(({ permission, by, value }) => {
    if (by === "emailAddress") throw emailUnsupported();
    const grantee = by === "id" ? accountGrantee(reader, value, "id") : groupGrantee(value, "uri");
    return { grantee, permission };
  });
}

/** `argument` is how the place is called that the id stands in. */
export function accountGrantee(reader: StoreReader, canonicalId: string, argument: string): Grantee {
  const account = findAccountByCanonicalId(reader, canonicalId);
  if (account === undefined) throw invalidArgument("Invalid id", { name: argument, value: canonicalId });
  return { accountId: account.accountId };
}

export function groupGrantee(uri: string, argument: string): Grantee {
  if (!GROUPS.includes(uri)) throw invalidArgument("Invalid group uri", { name: argument, value: uri });
  return { group: uri };
}

/** Grants by e-mail address ended in October 2025. */
export function emailUnsupported(): AwsError {
  return new AwsError("MethodNotAllowed", "Email grantees are not supported.", { status: 405 });
}
