import { DENIED, type Verdict } from "./match.ts";
import type { AuthorisationRequest, Decision, Layer, PolicySets, Principal } from "./model.ts";
import { accountOf, GRANT, type Grant } from "./principal.ts";

/** What each layer says; `undefined` where a layer does not limit this request. */
export interface Verdicts {
  readonly identity: Verdict;
  readonly boundary: Verdict | undefined;
  readonly session: Verdict | undefined;
  readonly resource: Verdict;
  /** Of the first level that denies; where none does, of the first that does not allow. */
  readonly scp: Verdict | undefined;
  readonly rcp: Verdict | undefined;
}

/** The layers in the order in which a denial names the first that denies. */
const DENY_ORDER: readonly Layer[] = ["identity", "boundary", "session", "resource", "scp", "rcp"];

/** The decision about an operation that no action is mapped to: nothing can allow it. */
export const UNMAPPED: Decision = { effect: "Deny", reason: "unmapped", layer: "none", accountsDiffer: false };

/**
 * Makes one decision of the layers' verdicts: IAM's evaluation logic, and the one place that has it, so that
 * `evaluate` and `explain` cannot differ.
 */
export function combine(request: AuthorisationRequest, sets: PolicySets, verdicts: Verdicts): Decision {
  const accountsDiffer = areAccountsDifferent(request);
  const denying = DENY_ORDER.find((layer) => verdicts[layer] === DENIED);
  if (denying !== undefined) return { effect: "Deny", reason: "explicit-deny", layer: denying, accountsDiffer };

  const lackingLevel = verdicts.rcp === GRANT.none ? "rcp" : verdicts.scp === GRANT.none ? "scp" : undefined;
  if (lackingLevel !== undefined)
    return { effect: "Deny", reason: "implicit-deny", layer: lackingLevel, accountsDiffer };

  const resourceGrant = verdicts.resource === DENIED ? GRANT.none : verdicts.resource;
  const resourceMustAllow = mustResourceAllow(request, sets);
  // Across accounts every grant is delegation: the caller's own account must agree.
  const ownLacking = lackingLayer(request.principal, verdicts, accountsDiffer ? GRANT.none : resourceGrant);
  const resourceLacks = resourceMustAllow && resourceGrant === GRANT.none;
  const resourceFirst = sets.resourcePolicyRequired === true || !hasIdentity(request);
  const lacking = resourceLacks && (resourceFirst || ownLacking === undefined) ? "resource" : ownLacking;
  if (lacking !== undefined) return { effect: "Deny", reason: "implicit-deny", layer: lacking, accountsDiffer };

  const decidedByResource = resourceMustAllow || lackingLayer(request.principal, verdicts, GRANT.none) !== undefined;
  const layer = decidedByResource ? "resource" : ownLayer(request.principal, verdicts);
  return { effect: "Allow", reason: "allowed", layer, accountsDiffer };
}

/** Without session policies a role session is not limited, and a federated user has nothing. */
export function sessionWithoutPolicies({ principal }: AuthorisationRequest): Verdict | undefined {
  return principal.type === "federated-user" ? GRANT.none : undefined;
}

/** Whether the principal belongs to another account than the resource. Who has no account has none that differs. */
export function areAccountsDifferent({ principal, resourceAccountId }: AuthorisationRequest): boolean {
  const account = accountOf(principal);
  return account !== undefined && account !== resourceAccountId;
}

/** Whether nothing but an Allow of the resource policy will do, whatever the principal's own policies say. */
export function mustResourceAllow(request: AuthorisationRequest, sets: PolicySets): boolean {
  return sets.resourcePolicyRequired === true || areAccountsDifferent(request) || !hasIdentity(request);
}

/** The root user has every permission of its account, and so has a federated session that root itself made. */
export function hasFullIdentity(principal: Principal): boolean {
  return principal.type === "root" || (principal.type === "federated-user" && principal.userArn === undefined);
}

/** Services, web identities and anonymous callers have no policies of their own. */
export function hasIdentity({ principal }: AuthorisationRequest): boolean {
  return accountOf(principal) !== undefined;
}

/**
 * The layer of the principal's own that lacks the permission. The session policy is named first: AWS names it where a
 * session has one, and it is what the caller can change. The order of the others is not documented.
 */
function lackingLayer(principal: Principal, verdicts: Verdicts, bypass: Grant): Layer | undefined {
  if (accountOf(principal) === undefined) return undefined;
  if (verdicts.session === GRANT.none && bypass < GRANT.direct) return "session";
  if (verdicts.identity === GRANT.none && !hasFullIdentity(principal) && bypass < GRANT.limited) return "identity";
  if (verdicts.boundary === GRANT.none && bypass < GRANT.direct) return "boundary";
  return undefined;
}

function ownLayer(principal: Principal, verdicts: Verdicts): Decision["layer"] {
  if (principal.type === "root") return "root";
  return verdicts.identity === GRANT.none ? "session" : "identity";
}
