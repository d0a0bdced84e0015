import { tryParseArn } from "../../core/index.ts";
import { findAccount } from "./accounts.ts";
import { roleArn, roles, userArn, users } from "./identities.ts";
import type { StoreReader } from "./store.ts";

/** A policy names a user, role or account that does not exist. */
export class UnknownPrincipalError extends Error {
  override readonly name = "UnknownPrincipalError";
  /** As written in the document. */
  readonly principal: string;

  constructor(principal: string) {
    super(`no such principal: ${principal}`);
    this.principal = principal;
  }
}

/**
 * Binds a trust or resource policy to the users and roles that it names: in `Principal` and `NotPrincipal` their ARNs
 * become their unique ids, and account ids become root ARNs. What is returned is what to store and to evaluate; a
 * namesake that is made after the user or role was deleted does not match it. ARNs in conditions stay plain text.
 *
 * Follows "AWS JSON policy elements: Principal" of the IAM User Guide.
 *
 * @param document a policy that `parsePolicy` has accepted.
 * @throws UnknownPrincipalError where a user, role or account is not there.
 */
export function bindPrincipals(reader: StoreReader, document: string): string {
  return mapPrincipals(document, (principal) => boundPrincipal(reader, principal));
}

/**
 * Shows a bound policy as AWS does: unique ids of users and roles that live read as their ARNs, those of the deleted
 * stay as they are (`AROA…`, `AIDA…`).
 */
export function showPrincipals(reader: StoreReader, boundDocument: string): string {
  return mapPrincipals(boundDocument, (principal) => arnOfUniqueId(reader, principal) ?? principal);
}

function boundPrincipal(reader: StoreReader, principal: string): string {
  const bound = findPrincipal(reader, principal);
  if (bound === undefined) throw new UnknownPrincipalError(principal);
  return bound;
}

function findPrincipal(reader: StoreReader, principal: string): string | undefined {
  if (principal === "*") return principal;
  if (/^\d{12}$/.test(principal)) {
    return findAccount(reader, principal) && `arn:aws:iam::${principal}:root`;
  }
  const arn = tryParseArn(principal);
  if (arn === undefined) return arnOfUniqueId(reader, principal) && principal;
  if (arn.partition !== "aws" || findAccount(reader, arn.accountId) === undefined) return undefined;
  const { accountId, resource } = arn;
  const [type, ...path] = resource.split("/");
  if (arn.service === "sts") {
    // The role of a session must exist, but is not bound: AWS documents binding for users and roles alone.
    const exists = type === "federated-user" || roles.find(reader, accountId, path[0] ?? "") !== undefined;
    return exists ? principal : undefined;
  }
  const name = path.at(-1) ?? "";
  switch (type) {
    case "root":
      return principal;
    case "user": {
      const user = users.find(reader, accountId, name);
      return user !== undefined && userArn(user) === principal ? user.userId : undefined;
    }
    case "role": {
      const role = roles.find(reader, accountId, name);
      return role !== undefined && roleArn(role) === principal ? role.roleId : undefined;
    }
    default:
      return undefined;
  }
}

function arnOfUniqueId(reader: StoreReader, uniqueId: string): string | undefined {
  const user = users.findById(reader, uniqueId);
  if (user !== undefined) return userArn(user);
  const role = roles.findById(reader, uniqueId);
  return role === undefined ? undefined : roleArn(role);
}

interface PrincipalHolder {
  Principal?: { AWS?: string | string[] } | string;
  NotPrincipal?: { AWS?: string | string[] } | string;
}

function mapPrincipals(document: string, change: (principal: string) => string): string {
  const policy = JSON.parse(document) as { Statement: PrincipalHolder | PrincipalHolder[] };
  for (const statement of [policy.Statement].flat()) {
    for (const element of [statement.Principal, statement.NotPrincipal]) {
      if (typeof element !== "object" || element.AWS === undefined) continue;
      element.AWS = typeof element.AWS === "string" ? change(element.AWS) : element.AWS.map(change);
    }
  }
  return JSON.stringify(policy);
}
