import { conditionHolds } from "./condition.ts";
import type { AuthorisationRequest, NamedPolicy, PatternElement, RequestContext, Statement } from "./model.ts";
import { GRANT, type Grant, grantOf } from "./principal.ts";

/** A layer's Deny that applies, or the greatest grant of its Allows. */
export type Verdict = typeof DENIED | Grant;

/** A Deny statement applies. */
export const DENIED = -1;

/**
 * What one layer's policies say to a request. Stops at the first Deny that applies.
 *
 * `bounded` tells a resource policy that the principal has a permissions boundary; see {@link principalGrant}.
 */
export function layerVerdict(
  policies: readonly NamedPolicy[],
  request: AuthorisationRequest,
  bounded = false,
): Verdict {
  let verdict: Verdict = GRANT.none;
  for (const { policy } of policies) {
    for (const statement of policy.statements) {
      // A weaker grant than the one in hand changes nothing, so most Allows need no look after the first.
      if (statement.effect === "Allow" && verdict === GRANT.direct) continue;
      const grant = statementGrant(statement, request, bounded);
      if (grant === GRANT.none) continue;
      if (statement.effect === "Deny") return DENIED;
      if (grant > verdict) verdict = grant;
    }
  }
  return verdict;
}

/** What a statement that applies is worth; `none` where one of its elements does not match. */
function statementGrant(statement: Statement, request: AuthorisationRequest, bounded: boolean): Grant {
  const { context } = request;
  if (!elementMatches(statement.action, request.action, context)) return GRANT.none;
  if (statement.resource !== undefined && !elementMatches(statement.resource, request.resource, context)) {
    return GRANT.none;
  }
  const grant = principalGrant(statement, request, bounded);
  if (grant === GRANT.none) return GRANT.none;
  for (const condition of statement.conditions) {
    if (!conditionHolds(condition, context)) return GRANT.none;
  }
  return grant;
}

/**
 * What the statement's principal element gives; a policy of the principal's own has none and gives all it says.
 *
 * A Deny with `NotPrincipal` spares nobody who has a permissions boundary, whomever it lists ("NotPrincipal" of the
 * IAM User Guide).
 */
export function principalGrant(
  { principal, effect }: Statement,
  request: AuthorisationRequest,
  bounded: boolean,
): Grant {
  if (principal === undefined) return GRANT.direct;
  if (bounded && principal.negated && effect === "Deny") return GRANT.direct;
  return grantOf(principal, request.principal);
}

/** Whether an `Action`, `NotAction`, `Resource` or `NotResource` element matches a value of the request. */
export function elementMatches(element: PatternElement, value: string, context: RequestContext): boolean {
  for (const pattern of element.patterns) {
    if (pattern.matches(value, context)) return !element.negated;
  }
  return element.negated;
}
