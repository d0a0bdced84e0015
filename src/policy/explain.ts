import { advise } from "./advice.ts";
import { combine, sessionWithoutPolicies, UNMAPPED, type Verdicts } from "./combine.ts";
import { explainStatement, type WeighedStatement } from "./explain-statement.ts";
import { type LayerQuestion, noteOn, outcomeOf } from "./layer-notes.ts";
import { DENIED, type Verdict } from "./match.ts";
import type { AuthorisationRequest, Explanation, Layer, LayerExplanation, NamedPolicy, PolicySets } from "./model.ts";
import { GRANT } from "./principal.ts";

interface WeighedLayer {
  readonly verdict: Verdict;
  readonly policies: LayerExplanation["policies"];
}

/**
 * Decides a request as `evaluate` does, and says of every layer, statement and element how it came to that.
 *
 * The explanation is data and holds the request's context as it is; `renderExplanation` makes text of it. That a
 * statement is `matched` does not mean that it decided: the layers' outcomes and the decision tell.
 */
export function explain(request: AuthorisationRequest, sets: PolicySets): Explanation {
  const layers = {
    identity: weigh(sets.identity, request),
    boundary: sets.boundary === undefined ? undefined : weigh([sets.boundary], request),
    session: sets.session === undefined ? undefined : weigh(sets.session, request),
    resource: weigh(sets.resource, request),
  };
  const verdicts: Verdicts = {
    identity: layers.identity.verdict,
    boundary: layers.boundary?.verdict,
    session: sets.session === undefined ? sessionWithoutPolicies(request) : layers.session?.verdict,
    resource: layers.resource.verdict,
  };
  const decision = request.action === "" ? UNMAPPED : combine(request, sets, verdicts);
  const explained = (["identity", "boundary", "session", "resource"] as const).map((layer) =>
    explainLayer(layer, { request, sets, decision, verdict: verdicts[layer] }, layers[layer]?.policies ?? []),
  );
  return {
    decision,
    request: { ...requestOf(request), context: Object.fromEntries(request.context) },
    layers: explained,
    advice: advise(decision, request, explained),
  };
}

function explainLayer(layer: Layer, question: LayerQuestion, policies: LayerExplanation["policies"]): LayerExplanation {
  return { layer, outcome: outcomeOf(layer, question), note: noteOn(layer, question), policies };
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

function requestOf({
  principal,
  action,
  resource,
  resourceAccountId,
}: AuthorisationRequest): Omit<AuthorisationRequest, "context"> {
  return { principal, action, resource, resourceAccountId };
}
