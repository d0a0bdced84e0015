import { layerName } from "./denial-text.ts";
import type {
  AuthorisationRequest,
  Decision,
  ElementExplanation,
  Layer,
  LayerExplanation,
  StatementExplanation,
} from "./model.ts";

interface NamedStatement {
  readonly policyName: string;
  readonly statement: StatementExplanation;
}

/** What would have to change for the request to be allowed, in a sentence; `undefined` where it is allowed. */
export function advise(
  decision: Decision,
  request: AuthorisationRequest,
  layers: readonly LayerExplanation[],
): string | undefined {
  if (decision.effect === "Allow") return undefined;
  if (decision.reason === "unmapped") return "no action is mapped to this operation, so that no policy can allow it";
  const layer = layers.find((one) => one.layer === decision.layer);
  const statements = (layer?.policies ?? []).flatMap(({ name, statements }) =>
    statements.map((statement) => ({ policyName: name, statement })),
  );
  const asked = `\`${request.action}\` on \`${request.resource}\``;
  if (decision.reason === "explicit-deny") return adviseOnDeny(asked, statements);
  return adviseOnLack(asked, decision.layer as Layer, statements);
}

function adviseOnDeny(asked: string, statements: readonly NamedStatement[]): string {
  const denying = statements.filter(({ statement }) => statement.effect === "Deny" && statement.matched);
  const names = denying.map(nameOf).join("; ");
  return `${asked} is denied by ${names}; no allow elsewhere helps while ${denying.length === 1 ? "it applies" : "they apply"}`;
}

function adviseOnLack(asked: string, layer: Layer, statements: readonly NamedStatement[]): string {
  const lack = `no ${layerName(layer)} allows ${asked}`;
  const nearest = nearestAllow(statements);
  if (nearest === undefined) return `${lack}; there is no Allow statement in this layer`;
  const misses = nearest.statement.elements.filter((element) => !element.matched).map(describe);
  return `${lack}; nearest statement: ${nameOf(nearest)}, ${misses.join(" and ")}`;
}

/**
 * The Allow that the fewest changes would make apply: one that speaks of the action at all before one that does not,
 * then by how many of principal, resource and conditions match. The first of equals.
 */
function nearestAllow(statements: readonly NamedStatement[]): NamedStatement | undefined {
  let nearest: NamedStatement | undefined;
  for (const one of statements) {
    if (one.statement.effect !== "Allow" || one.statement.matched) continue;
    if (nearest === undefined || nearness(one.statement) > nearness(nearest.statement)) nearest = one;
  }
  return nearest;
}

function nearness({ elements }: StatementExplanation): number {
  // An element that is absent hinders nothing, so it counts as matched; all conditions together count once.
  const matches = (suffix: string): boolean =>
    elements.every((element) => element.matched || !element.element.endsWith(suffix));
  return (matches("Action") ? 4 : 0) + ["Principal", "Resource", "Condition"].filter(matches).length;
}

function nameOf({ policyName, statement }: NamedStatement): string {
  const sid = statement.sid ? ` (\`${statement.sid}\`)` : "";
  return `${policyName}, statement ${statement.number}${sid}`;
}

function describe(element: ElementExplanation): string {
  const values = element.policyValues.map((value) => `\`${value}\``).join(" or ");
  if (element.element !== "Condition") return `whose ${element.element} is ${values}`;
  const asks = `whose condition ${element.operator} asks \`${element.key}\` for ${values}`;
  return element.requestValue === undefined ? `${asks}, which the request does not have` : asks;
}
