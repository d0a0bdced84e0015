import { advise } from "./advice.ts";
import { combine, sessionWithoutPolicies, UNMAPPED, type Verdicts } from "./combine.ts";
import { explainStatement } from "./explain-statement.ts";
import { type LayerQuestion, noteOn, outcomeOf } from "./layer-notes.ts";
import { DENIED, type Verdict } from "./match.ts";
import type {
  AuthorisationRequest,
  ElementExplanation,
  Explanation,
  Layer,
  LayerExplanation,
  NamedPolicy,
  PolicyExplanation,
  PolicySets,
  StatementExplanation,
} from "./model.ts";
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
  const identity = weigh(sets.identity, request);
  const boundary = sets.boundary === undefined ? undefined : weigh([sets.boundary], request);
  const session = sets.session === undefined ? undefined : weigh(sets.session, request);
  const resource = weigh(sets.resource, request, sets.boundary !== undefined);
  const scp = weighLevels("scp", request, sets);
  const rcp = weighLevels("rcp", request, sets);
  const verdicts: Verdicts = {
    identity: identity.verdict,
    boundary: boundary?.verdict,
    session: session === undefined ? sessionWithoutPolicies(request) : session.verdict,
    resource: resource.verdict,
    scp: scp?.verdict,
    rcp: rcp?.verdict,
  };
  const decision = request.action === "" ? UNMAPPED : combine(request, sets, verdicts);
  const describe = (
    layer: Layer,
    verdict: Verdict | undefined,
    weighed: WeighedLayer | undefined,
  ): LayerExplanation => {
    const question: LayerQuestion = { request, sets, decision, verdict };
    const policies = weighed?.policies ?? [];
    return { layer, outcome: outcomeOf(layer, question), note: noteOn(layer, question), policies };
  };
  const layers = [
    describe("identity", verdicts.identity, identity),
    describe("boundary", verdicts.boundary, boundary),
    describe("session", verdicts.session, session),
    describe("resource", verdicts.resource, resource),
  ];
  for (const organization of [scp, rcp]) {
    organization?.levels.forEach((level, i) => {
      const verdict = organization.verdict === undefined ? undefined : level.verdict;
      layers.push({ ...describe(organization.layer, verdict, level), level: i + 1 });
    });
  }
  return {
    decision,
    request: {
      principal: request.principal,
      action: request.action,
      resource: request.resource,
      resourceAccountId: request.resourceAccountId,
      context: Object.fromEntries(request.context),
    },
    layers,
    missingKeys: missingKeysOf(layers),
    advice: advise(decision, request, layers),
  };
}

interface WeighedOrganization {
  readonly layer: OrganizationLayer;
  /** `undefined` where the organization has no say; its levels are weighed all the same, to be shown. */
  readonly verdict: Verdict | undefined;
  readonly levels: readonly WeighedLayer[];
}

function weighLevels(
  layer: OrganizationLayer,
  request: AuthorisationRequest,
  sets: PolicySets,
): WeighedOrganization | undefined {
  if (sets[layer] === undefined) return undefined;
  const levels = sets[layer].map((policies) => weigh(policies, request));
  const limits = limitingLevels(layer, sets, request) !== undefined;
  return { layer, verdict: limits ? conjunction(levels.map(({ verdict }) => verdict)) : undefined, levels };
}

function weigh(policies: readonly NamedPolicy[], request: AuthorisationRequest, bounded = false): WeighedLayer {
  let verdict: Verdict = GRANT.none;
  const explained: PolicyExplanation[] = [];
  for (const { name, policy } of policies) {
    const statements: StatementExplanation[] = [];
    for (const statement of policy.statements) {
      const { grant, explanation } = explainStatement(statement, request, bounded);
      statements.push(explanation);
      if (grant !== GRANT.none) verdict = join(verdict, statement.effect === "Deny" ? DENIED : grant);
    }
    explained.push({ name, statements });
  }
  return { verdict, policies: explained };
}

/** A Deny outweighs everything; of Allows the greatest counts. */
function join(a: Verdict, b: Verdict): Verdict {
  if (a === DENIED || b === DENIED) return DENIED;
  return a > b ? a : b;
}

/** A statement about other actions asks nothing of this request, whatever keys it names. */
function missingKeysOf(layers: readonly LayerExplanation[]): readonly string[] {
  const keys = new Set<string>();
  for (const { policies } of layers) {
    for (const { statements } of policies) {
      for (const { elements } of statements) collectMissing(elements, keys);
    }
  }
  return [...keys];
}

function collectMissing(elements: readonly ElementExplanation[], keys: Set<string>): void {
  for (const { element, matched, missingKeys } of elements) {
    // The Action stands before all that can miss a key.
    if (!matched && (element === "Action" || element === "NotAction")) return;
    if (missingKeys !== undefined) for (const key of missingKeys) keys.add(key);
  }
}
