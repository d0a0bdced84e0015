import type { Peer } from "../../bench/peers/iam-simulate/client.ts";
import type { PeerAnswer, Simulation } from "../../bench/peers/iam-simulate/protocol.ts";
import { type Decision, evaluate, type NamedPolicy, type PolicyKind, parsePolicy } from "../../src/policy/index.ts";
import type { Case, Document, Levels } from "./case.ts";

/** What both engines say to one case. */
export interface Outcome {
  readonly one: Case;
  readonly ours: Decision;
  readonly theirs: PeerAnswer;
}

/** Asks both engines. */
export async function compare(peer: Peer, cases: readonly Case[]): Promise<readonly Outcome[]> {
  const answers = await peer.decide("checked", cases.map(toSimulation));
  return cases.map((one, i) => ({ one, ours: decide(one), theirs: answers[i] ?? { error: "no answer" } }));
}

/**
 * `undefined` where the engines agree. An error of iam-simulate's is a disagreement too: the generator makes nothing
 * that AWS would refuse.
 */
export function disagreement({ ours, theirs }: Outcome): "only we allow" | "only they allow" | "error" | undefined {
  if ("error" in theirs || (theirs.ignoredKeys ?? []).length > 0) return "error";
  if ((ours.effect === "Allow") === (theirs.result === "Allowed")) return undefined;
  return ours.effect === "Allow" ? "only we allow" : "only they allow";
}

const FULL_ACCESS: Document = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: ["*"], Resource: ["*"] }],
};

/** Our engine's decision, from the documents' texts. */
function decide(one: Case): Decision {
  const { principal, action, resource, resourceAccountId } = one;
  const context = new Map(Object.entries(one.context).map(([key, value]) => [key.toLowerCase(), value]));
  const isTrust = action === "sts:AssumeRole";
  const resourcePolicies = one.resourcePolicy === undefined ? [] : [one.resourcePolicy];
  return evaluate(
    { principal, action, resource, resourceAccountId, context },
    {
      identity: name("identity", one.identity),
      boundary: one.boundary === undefined ? undefined : name("boundary", [one.boundary])[0],
      session: one.session === undefined ? undefined : name("session", one.session),
      resource: name(isTrust ? "trust" : "resource", resourcePolicies),
      resourcePolicyRequired: isTrust,
      scp: one.scp?.map((level) => name("scp", level)),
      rcp: one.rcp?.map((level) => name("rcp", [FULL_ACCESS, ...level])),
    },
  );
}

function name(kind: PolicyKind, documents: readonly Document[]): NamedPolicy[] {
  return documents.map((document, i) => ({
    name: `${kind} policy ${i + 1}`,
    policy: parsePolicy(JSON.stringify(document), kind),
  }));
}

function toSimulation(one: Case): Simulation {
  const { principal, session } = one;
  return {
    request: {
      principal:
        principal.type === "service"
          ? principal.service
          : "arn" in principal
            ? principal.arn
            : ({ type: "Anonymous" } as const),
      action: one.action,
      resource: { resource: one.resource, accountId: one.resourceAccountId },
      contextVariables: one.context,
    },
    identityPolicies: one.identity.map((policy, i) => ({ name: `identity ${i}`, policy })),
    serviceControlPolicies: toLevels(one.scp),
    resourceControlPolicies: toLevels(one.rcp),
    resourcePolicy: one.resourcePolicy,
    ...(session?.[0] === undefined ? {} : { sessionPolicy: together(session[0], session) }),
    ...(one.boundary === undefined ? {} : { permissionBoundaryPolicies: [{ name: "b", policy: one.boundary }] }),
  };
}

/** One policy that says what several say. */
function together(first: Document, documents: readonly Document[]): Document {
  return { Version: first.Version, Statement: documents.flatMap((document) => document.Statement) };
}

function toLevels(levels: Levels | undefined): Simulation["serviceControlPolicies"] {
  return (levels ?? []).map((level, i) => ({
    orgIdentifier: `level ${i + 1}`,
    policies: level.map((policy, j) => ({ name: `${i}.${j}`, policy })),
  }));
}
