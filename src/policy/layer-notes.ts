import { areAccountsDifferent, hasFullIdentity, hasIdentity, mustResourceAllow } from "./combine.ts";
import { DENIED, type Verdict } from "./match.ts";
import type { AuthorisationRequest, Decision, Layer, LayerExplanation, PolicySets, Principal } from "./model.ts";
import { isServiceLinkedRole, type OrganizationLayer } from "./organization.ts";
import { GRANT } from "./principal.ts";

/** What the outcome and the note of a layer depend on. */
export interface LayerQuestion {
  readonly request: AuthorisationRequest;
  readonly sets: PolicySets;
  readonly decision: Decision;
  readonly verdict: Verdict | undefined;
}

/** What a layer's verdict comes to for this request. */
export function outcomeOf(layer: Layer, question: LayerQuestion): LayerExplanation["outcome"] {
  const { request, sets, verdict } = question;
  if (verdict === DENIED) return "explicit-deny";
  if (verdict === undefined) return "not-applicable";
  if (isOfPrincipal(layer) && !hasIdentity(request)) return "not-applicable";
  if (layer === "identity" && hasFullIdentity(request.principal)) return "not-applicable";
  if (layer === "resource" && sets.resource.length === 0 && !mustResourceAllow(request, sets)) return "not-applicable";
  return verdict === GRANT.none ? "no-allow" : "allow";
}

/** What the outcome means here, where it does not speak for itself. */
export function noteOn(layer: Layer, question: LayerQuestion): string | undefined {
  if (question.verdict === DENIED) return "an explicit deny wins over every allow";
  if (layer === "resource") return noteOnResource(question);
  if (layer === "scp" || layer === "rcp") return noteOnOrganization(layer, question);
  if (!hasIdentity(question.request)) return "the principal belongs to no account and has no policies of its own";
  return layer === "session" ? noteOnSession(question) : noteOnOwnPolicies(layer, question);
}

function isOfPrincipal(layer: Layer): boolean {
  return layer === "identity" || layer === "boundary" || layer === "session";
}

function noteOnOrganization(layer: OrganizationLayer, { request, verdict }: LayerQuestion): string | undefined {
  if (verdict === undefined) {
    return isServiceLinkedRole(request.principal)
      ? "the organization's policies do not limit service-linked roles"
      : "service control policies limit the principals of accounts alone";
  }
  if (verdict !== GRANT.none) return undefined;
  const whose = layer === "scp" ? "the principal's" : "the resource's";
  return `every level of the organization, from its root to ${whose} account, must allow`;
}

function noteOnOwnPolicies(layer: "identity" | "boundary", question: LayerQuestion): string | undefined {
  const { request, decision, verdict } = question;
  if (layer === "identity" && hasFullIdentity(request.principal)) {
    return "the root user has every permission of its account";
  }
  if (verdict === undefined) return "the principal has no permissions boundary";
  return verdict === GRANT.none && decision.effect === "Allow" ? BYPASSED : undefined;
}

const WITHOUT_SESSION_POLICY: { readonly [type in Principal["type"]]?: string } = {
  "federated-user": "a federated user without a session policy has only what resource policies give to it by name",
  user: "a user's own keys have no session policy",
  root: "the root user has no session policy",
};

function noteOnSession({ request, sets, decision, verdict }: LayerQuestion): string | undefined {
  if (sets.session === undefined) {
    return WITHOUT_SESSION_POLICY[request.principal.type] ?? "the session has no session policy that would limit it";
  }
  return verdict === GRANT.none && decision.effect === "Allow" ? BYPASSED : undefined;
}

const BYPASSED = "the resource-based policy's grant does not need this layer";

function noteOnResource({ request, sets, decision, verdict }: LayerQuestion): string | undefined {
  if (areAccountsDifferent(request)) {
    return "the resource is in another account: its policy and the principal's own policies must both allow";
  }
  if (verdict === GRANT.delegation) {
    return "a grant to the account passes nothing on by itself: the principal's own policies must allow as well";
  }
  const limits = sets.boundary !== undefined || sets.session !== undefined;
  if (verdict === GRANT.limited && decision.effect === "Deny" && limits) {
    return "a grant to the role or user leaves the permissions boundary and the session policy in force";
  }
  if (sets.resourcePolicyRequired === true) return "the resource's own policy must allow, even within the account";
  return undefined;
}
