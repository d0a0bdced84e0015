import type {
  Advice,
  AuthorisationRequest,
  Decision,
  Layer,
  LayerExplanation,
  NearestStatement,
  StatementExplanation,
  StatementReference,
} from "./model.ts";

interface NamedStatement {
  readonly policy: string;
  readonly statement: StatementExplanation;
}

/** What would have to change for the request to be allowed; `undefined` where it is. */
export function advise(
  decision: Decision,
  { action, resource }: AuthorisationRequest,
  layers: readonly LayerExplanation[],
): Advice | undefined {
  if (decision.effect === "Allow") return undefined;
  if (decision.reason === "unmapped") return { change: "map-action" };
  // Only a decision without a mapping has no layer, and root is never what refuses.
  const layer = decision.layer as Layer;
  const about = { layer, action, resource };
  const deciding = layers.filter((one) => one.layer === layer);
  if (decision.reason === "explicit-deny") {
    const denying = deciding.flatMap(statementsOf).filter(isDenying).map(referTo);
    return { change: "remove-deny", ...about, denying };
  }
  const lacking = deciding.find(({ outcome }) => outcome === "no-allow");
  const nearest = nearestAllow(lacking === undefined ? [] : statementsOf(lacking));
  const level = lacking?.level === undefined ? {} : { level: lacking.level };
  return { change: "add-allow", ...about, ...level, nearest };
}

function statementsOf({ policies }: LayerExplanation): readonly NamedStatement[] {
  return policies.flatMap(({ name, statements }) => statements.map((statement) => ({ policy: name, statement })));
}

function isDenying({ statement }: NamedStatement): boolean {
  return statement.effect === "Deny" && statement.matched;
}

function referTo({ policy, statement: { number, sid } }: NamedStatement): StatementReference {
  return { policy, number, sid };
}

/**
 * The Allow that the fewest changes would make apply: one that speaks of the action at all before one that does not,
 * then by how many of principal, resource and conditions match. The first of equals.
 */
function nearestAllow(statements: readonly NamedStatement[]): NearestStatement | undefined {
  let nearest: NamedStatement | undefined;
  for (const one of statements) {
    if (one.statement.effect !== "Allow" || one.statement.matched) continue;
    if (nearest === undefined || distance(one.statement) < distance(nearest.statement)) nearest = one;
  }
  if (nearest === undefined) return undefined;
  return { ...referTo(nearest), misses: nearest.statement.elements.filter((element) => !element.matched) };
}

/** How far a statement is from applying: an Action that it does not speak of is farther than all else together. */
function distance({ elements }: StatementExplanation): number {
  const missed = new Set(elements.filter(({ matched }) => !matched).map(({ element }) => element.replace("Not", "")));
  // All conditions together count once, and an element that is absent hinders nothing.
  return missed.size + (missed.has("Action") ? 3 : 0);
}
