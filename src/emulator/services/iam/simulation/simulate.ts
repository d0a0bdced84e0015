import { tryParseArn } from "../../../../core/index.ts";
import {
  type Explanation,
  explain,
  type LayerExplanation,
  type NamedPolicy,
  type Principal,
  type RequestContext,
  statementSpans,
  type TextSpan,
} from "../../../../policy/index.ts";
import type { SourcePolicy } from "./source-policies.ts";

/** A simulation, whatever it is made from. */
export interface Simulation {
  readonly identity: readonly SourcePolicy[];
  readonly boundary: SourcePolicy | undefined;
  readonly resourcePolicy: SourcePolicy | undefined;
  /** The service control policies by level, from the organization's root to the account. */
  readonly organization: readonly (readonly SourcePolicy[])[] | undefined;
  readonly principal: Principal & { readonly accountId: string };
  readonly context: RequestContext;
  /** The account of resources whose ARN names none. */
  readonly ownerAccountId: string;
}

/** How the simulator calls decisions. */
export type SimulatedDecision = "allowed" | "explicitDeny" | "implicitDeny";

/** A statement that led to a decision. */
export interface MatchedStatement {
  readonly sourcePolicyId: string;
  readonly sourcePolicyType: "IAM Policy" | "Resource Policy";
  readonly span: TextSpan;
}

/** What became of one action on one resource. */
export interface ResourceResult {
  readonly resource: string;
  readonly decision: SimulatedDecision;
  readonly statements: readonly MatchedStatement[];
  readonly missingKeys: readonly string[];
  /** What each kind of policy says by itself; absent where caller and resource are of one account. */
  readonly details: Readonly<Record<string, SimulatedDecision>> | undefined;
  readonly allowedByBoundary: boolean | undefined;
  readonly allowedByOrganization: boolean | undefined;
}

/** Asks the policy engine for one action on one resource. */
export function simulate(simulation: Simulation, action: string, resource: string): ResourceResult {
  const { identity, boundary, resourcePolicy, organization, principal, context } = simulation;
  const explanation = explain(
    { principal, action, resource, resourceAccountId: resourceAccount(simulation, resource), context },
    {
      identity: identity.map(named),
      boundary: boundary === undefined ? undefined : named(boundary),
      resource: resourcePolicy === undefined ? [] : [named(resourcePolicy)],
      scp: organization?.map((level) => level.map(named)),
    },
  );
  const layerOf = (name: LayerExplanation["layer"]) => explanation.layers.find(({ layer }) => layer === name);
  return {
    resource,
    decision: decisionOf(explanation),
    statements: [
      ...matchedIn(layerOf("resource"), resourcePolicy === undefined ? [] : [resourcePolicy], "Resource Policy"),
      ...matchedIn(layerOf("identity"), identity, "IAM Policy"),
    ],
    missingKeys: explanation.missingKeys,
    details: explanation.decision.accountsDiffer ? detailsOf(explanation) : undefined,
    allowedByBoundary: boundary === undefined ? undefined : layerOf("boundary")?.outcome === "allow",
    allowedByOrganization: organization === undefined ? undefined : isAllowedByOrganization(explanation),
  };
}

/**
 * Without a resource policy the simulation is about the caller's own policies alone, whosever the resource is: the other
 * account's consent, which AWS asks for in fact, is not part of it.
 */
function resourceAccount({ resourcePolicy, principal, ownerAccountId }: Simulation, resource: string): string {
  if (resourcePolicy === undefined) return principal.accountId;
  const named = tryParseArn(resource)?.accountId ?? "";
  return /^\d{12}$/.test(named) ? named : ownerAccountId;
}

function named({ id, policy }: SourcePolicy): NamedPolicy {
  return { name: id, policy };
}

function decisionOf({ decision }: Explanation): SimulatedDecision {
  if (decision.effect === "Allow") return "allowed";
  return decision.reason === "explicit-deny" ? "explicitDeny" : "implicitDeny";
}

/**
 * The statements of one layer that applied: where one denies, those that deny, for the others then count for nothing.
 * The layers of boundary and organization are told apart by their own elements of the answer.
 */
function matchedIn(
  layer: LayerExplanation | undefined,
  sources: readonly SourcePolicy[],
  sourcePolicyType: MatchedStatement["sourcePolicyType"],
): readonly MatchedStatement[] {
  const denies = layer?.outcome === "explicit-deny";
  const matched: MatchedStatement[] = [];
  layer?.policies.forEach(({ statements }, i) => {
    const source = sources[i];
    const deciding = statements.filter((one) => one.matched && (one.effect === "Deny") === denies);
    if (source === undefined || deciding.length === 0) return;
    const spans = statementSpans(source.document);
    for (const { number } of deciding) {
      const span = spans[number - 1];
      if (span !== undefined) matched.push({ sourcePolicyId: source.id, sourcePolicyType, span });
    }
  });
  return matched;
}

const DETAIL_NAMES = [
  ["identity", "IAM Policy"],
  ["resource", "Resource Policy"],
  ["boundary", "Permissions Boundary Policy"],
] as const;

function detailsOf({ layers }: Explanation): Readonly<Record<string, SimulatedDecision>> {
  const details: Record<string, SimulatedDecision> = {};
  for (const [name, shown] of DETAIL_NAMES) {
    const outcome = layers.find(({ layer }) => layer === name)?.outcome;
    if (outcome === undefined || outcome === "not-applicable") continue;
    details[shown] = outcome === "allow" ? "allowed" : outcome === "explicit-deny" ? "explicitDeny" : "implicitDeny";
  }
  return details;
}

function isAllowedByOrganization({ layers }: Explanation): boolean {
  const levels = layers.filter(({ layer }) => layer === "scp");
  return levels.every(({ outcome }) => outcome === "allow" || outcome === "not-applicable");
}
