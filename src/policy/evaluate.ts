import { combine, sessionWithoutPolicies, UNMAPPED, type Verdicts } from "./combine.ts";
import { layerVerdict } from "./match.ts";
import type { AuthorisationRequest, Decision, PolicySets } from "./model.ts";
import { organizationVerdict } from "./organization.ts";

/**
 * Decides a request by IAM's evaluation logic: an explicit Deny anywhere wins; otherwise every layer that limits the
 * request must allow (of SCPs and RCPs every level), unless a resource policy's grant bypasses it; across accounts
 * both sides must allow.
 * A request without an action is `unmapped` and refused.
 *
 * Follows "Policy evaluation logic" of the IAM User Guide. `explain` makes the same decision with its reasons.
 */
export function evaluate(request: AuthorisationRequest, sets: PolicySets): Decision {
  if (request.action === "") return UNMAPPED;
  const verdicts: Verdicts = {
    identity: layerVerdict(sets.identity, request),
    boundary: sets.boundary === undefined ? undefined : layerVerdict([sets.boundary], request),
    session: sets.session === undefined ? sessionWithoutPolicies(request) : layerVerdict(sets.session, request),
    resource: layerVerdict(sets.resource, request, sets.boundary !== undefined),
    scp: organizationVerdict("scp", sets, request),
    rcp: organizationVerdict("rcp", sets, request),
  };
  return combine(request, sets, verdicts);
}
