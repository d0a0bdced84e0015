import { DENIED, layerVerdict, type Verdict } from "./match.ts";
import type { AuthorisationRequest, OrganizationLevels, PolicySets, Principal } from "./model.ts";
import { accountOf, GRANT } from "./principal.ts";

/** The two kinds of policy that an organization puts above its accounts. */
export type OrganizationLayer = "scp" | "rcp";

/** The levels that limit a request, or `undefined` where the organization has no say in it. */
export function limitingLevels(
  layer: OrganizationLayer,
  sets: PolicySets,
  { principal }: AuthorisationRequest,
): OrganizationLevels | undefined {
  const levels = sets[layer];
  if (levels === undefined || isServiceLinkedRole(principal)) return undefined;
  // An SCP limits who belongs to the account, root as well; an RCP limits whoever comes to the account's resources.
  return layer === "rcp" || accountOf(principal) !== undefined ? levels : undefined;
}

/** What an organization's policies say to a request: a level that denies, else a level that does not allow, decides. */
export function organizationVerdict(
  layer: OrganizationLayer,
  sets: PolicySets,
  request: AuthorisationRequest,
): Verdict | undefined {
  const levels = limitingLevels(layer, sets, request);
  return levels === undefined ? undefined : conjunction(levels.map((policies) => layerVerdict(policies, request)));
}

/** All levels must allow, and an explicit Deny of any wins over one that only lacks an Allow. */
export function conjunction(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(DENIED)) return DENIED;
  return verdicts.includes(GRANT.none) ? GRANT.none : GRANT.direct;
}

/**
 * Whether a principal is a session of a service-linked role. AWS's services depend on these, so that neither SCPs nor
 * RCPs limit them ("Service control policies" and "Resource control policies" of the Organizations User Guide).
 */
export function isServiceLinkedRole(principal: Principal): boolean {
  return principal.type === "role-session" && /^arn:[^:]*:iam::\d+:role\/aws-service-role\//.test(principal.roleArn);
}
