import type { Principal, PrincipalElement, PrincipalEntry } from "./model.ts";

/**
 * What an Allow of a resource policy to a principal is worth within the principal's own account, in ascending order.
 * Numbers, because a decision takes the greatest of several.
 */
export const GRANT = {
  none: 0,
  /** To the account: its administrators pass it on by identity policies; it bypasses nothing itself. */
  delegation: 1,
  /** To the role, or to the user behind a federated session: boundary and session policies still limit it. */
  limited: 2,
  /** To the very session, the user, or everyone: neither boundary nor session policy limits it. */
  direct: 3,
} as const;

/** One of the values of {@link GRANT}. */
export type Grant = (typeof GRANT)[keyof typeof GRANT];

/** What a `Principal` or `NotPrincipal` element gives to a principal; `none` where it does not apply to it. */
export function grantOf(element: PrincipalElement, principal: Principal): Grant {
  if (element.negated) return isExempt(element.entries, principal) ? GRANT.none : GRANT.direct;
  let best: Grant = GRANT.none;
  for (const entry of element.entries) {
    const grant = entryGrant(entry, principal);
    if (grant > best) best = grant;
  }
  return best;
}

/** The principal's account; services, web identities and anonymous callers have none. */
export function accountOf(principal: Principal): string | undefined {
  return "accountId" in principal ? principal.accountId : undefined;
}

/**
 * Every name that a `NotPrincipal` must list to exempt the principal, and that explanations show for it:
 * the account, the role or user, the session.
 */
export function principalNames(principal: Principal): readonly string[] {
  switch (principal.type) {
    case "root":
      return [principal.accountId];
    case "user":
      return [principal.arn, principal.accountId];
    case "role-session":
      return [principal.arn, principal.roleArn, principal.accountId];
    case "federated-user":
      return [principal.arn, ...(principal.userArn === undefined ? [] : [principal.userArn]), principal.accountId];
    case "service":
      return [principal.service];
    case "web-identity":
      return [principal.provider];
    case "anonymous":
      return [];
  }
}

/**
 * `NotPrincipal` spares a principal only where all of its names are listed: a role session by its account, its
 * role and its own ARN. A unique id stands for the ARN of the user or role.
 */
function isExempt(entries: readonly PrincipalEntry[], principal: Principal): boolean {
  if (entries.some((entry) => entry.form === "everyone")) return true;
  const listed = new Set(entries.map((entry) => entry.value));
  const names = principalNames(principal);
  return names.length > 0 && names.every((name) => listed.has(name) || isListedById(name, principal, listed));
}

function isListedById(name: string, principal: Principal, listed: ReadonlySet<string>): boolean {
  switch (principal.type) {
    case "user":
      return name === principal.arn && listed.has(principal.uniqueId);
    case "role-session":
      return name === principal.roleArn && listed.has(principal.uniqueId);
    case "federated-user":
      return name === principal.userArn && principal.uniqueId !== undefined && listed.has(principal.uniqueId);
    default:
      return false;
  }
}

function entryGrant({ form, value }: PrincipalEntry, principal: Principal): Grant {
  switch (form) {
    case "everyone":
      return GRANT.direct;
    case "account":
      return accountOf(principal) === value ? GRANT.delegation : GRANT.none;
    case "user":
      if (principal.type === "user" && principal.arn === value) return GRANT.direct;
      return principal.type === "federated-user" && principal.userArn === value ? GRANT.limited : GRANT.none;
    case "role":
      return principal.type === "role-session" && principal.roleArn === value ? GRANT.limited : GRANT.none;
    case "role-session":
    case "federated-user":
      return principal.type === form && principal.arn === value ? GRANT.direct : GRANT.none;
    case "service":
      return principal.type === "service" && principal.service === value ? GRANT.direct : GRANT.none;
    case "federated":
      return principal.type === "web-identity" && principal.provider === value ? GRANT.direct : GRANT.none;
    case "unique-id":
      return uniqueIdGrant(value, principal);
    case "canonical-user":
      // Canonical ids name accounts to S3 alone, which turns them into accounts before it asks here.
      return GRANT.none;
  }
}

/** A unique id is what AWS stores in the place of a user's or role's ARN, so it is worth the same. */
function uniqueIdGrant(value: string, principal: Principal): Grant {
  if (!("uniqueId" in principal) || principal.uniqueId !== value) return GRANT.none;
  return principal.type === "user" ? GRANT.direct : GRANT.limited;
}
