import { advise } from "./advice.ts";
import { combine, sessionWithoutPolicies, UNMAPPED, type Verdicts } from "./combine.ts";
import { explainStatement, type WeighedStatement } from "./explain-statement.ts";
import { type LayerQuestion, noteOn, outcomeOf } from "./layer-notes.ts";
import { DENIED, type Verdict } from "./match.ts";
import type { AuthorisationRequest, Explanation, LayerExplanation, NamedPolicy, PolicySets } from "./model.ts";
import { conjunction, limitingLevels, type OrganizationLayer } from "./organization.ts";
import { GRANT } from "./principal.ts";

interface WeighedLayer {
  readonly verdict: Verdict;
  readonly policies: LayerExplanation["policies"];
}

/**
 * Decides a request as `evaluate` does, and says of every layer, statement and element how it came to that.
 *
 * The explanation is data and holds the request's context as it is; `renderExplanation` makes text of it. That a
 * statement is `matched` does not mean that it decided: the layers' outcomes and the decision tell. Layers come in
 * this order: identity, boundary, session, resource, then each level of the SCPs and of the RCPs where there are any.
 */
export function explain(request: AuthorisationRequest, sets: PolicySets): Explanation {
  const layers = {
    identity: weigh(sets.identity, request),
    boundary: sets.boundary === undefined ? undefined : weigh([sets.boundary], request),
    session: sets.session === undefined ? undefined : weigh(sets.session, request),
    resource: weigh(sets.resource, request),
  };
  const organization = { scp: weighLevels("scp", request, sets), rcp: weighLevels("rcp", request, sets) };
  const verdicts: Verdicts = {
    identity: layers.identity.verdict,
    boundary: layers.boundary?.verdict,
    session: sets.session === undefined ? sessionWithoutPolicies(request) : layers.session?.verdict,
    resource: layers.resource.verdict,
    scp: organization.scp.verdict,
    rcp: organization.rcp.verdict,
  };
  const decision = request.action === "" ? UNMAPPED : combine(request, sets, verdicts);
  const question = (verdict: Verdict | undefined): LayerQuestion => ({ request, sets, decision, verdict });
  const explained = [
    ...(["identity", "boundary", "session", "resource"] as const).map((layer): LayerExplanation => {
      const asked = question(verdicts[layer]);
      const policies = layers[layer]?.policies ?? [];
      return { layer, outcome: outcomeOf(layer, asked), note: noteOn(layer, asked), policies };
    }),
    ...(["scp", "rcp"] as const).flatMap((layer) =>
      organization[layer].levels.map(({ verdict, policies }, i): LayerExplanation => {
        const asked = question(organization[layer].verdict === undefined ? undefined : verdict);
        return { layer, level: i + 1, outcome: outcomeOf(layer, asked), note: noteOn(layer, asked), policies };
      }),
    ),
  ];
  return {
    decision,
    request: { ...requestOf(request), context: Object.fromEntries(request.context) },
    layers: explained,
    missingKeys: missingKeysOf(explained),
    advice: advise(decision, request, explained),
  };
}

/** Every level is weighed, also where the organization has no say, so that its statements can be shown. */
function weighLevels(
  layer: OrganizationLayer,
  request: AuthorisationRequest,
  sets: PolicySets,
): { readonly verdict: Verdict | undefined; readonly levels: readonly WeighedLayer[] } {
  const levels = (sets[layer] ?? []).map((policies) => weigh(policies, request));
  const limits = limitingLevels(layer, sets, request) !== undefined;
  return { verdict: limits ? conjunction(levels.map(({ verdict }) => verdict)) : undefined, levels };
}

function weigh(policies: readonly NamedPolicy[], request: AuthorisationRequest): WeighedLayer {
  const weighed = policies.map(({ name, policy }) => ({
    name,
    statements: policy.statements.map((statement) => explainStatement(statement, request)),
  }));
  return {
    verdict: verdictOf(weighed.flatMap(({ statements }) => statements)),
    policies: weighed.map(({ name, statements }) => ({ name, statements: statements.map((one) => one.explanation) })),
  };
}

function verdictOf(statements: readonly WeighedStatement[]): Verdict {
  let verdict: Verdict = GRANT.none;
  for (const { grant, explanation } of statements) {
    if (grant === GRANT.none) continue;
    if (explanation.effect === "Deny") return DENIED;
    if (grant > verdict) verdict = grant;
  }
  return verdict;
}

/** A statement about other actions asks nothing of this request, whatever keys it names. */
function missingKeysOf(layers: readonly LayerExplanation[]): readonly string[] {
  const keys = new Set<string>();
  for (const { policies } of layers) {
    for (const { elements } of policies.flatMap(({ statements }) => statements)) {
      if (elements.some(({ element, matched }) => element.endsWith("Action") && !matched)) continue;
      for (const key of elements.flatMap(({ missingKeys = [] }) => missingKeys)) keys.add(key);
    }
  }
  return [...keys];
}

function requestOf({
  principal,
  action,
  resource,
  resourceAccountId,
}: AuthorisationRequest): Omit<AuthorisationRequest, "context"> {
  return { principal, action, resource, resourceAccountId };
}
