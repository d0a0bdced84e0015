import type { Case, Document, StatementDocument } from "./case.ts";

/** A session policy that allows none of the generated requests, and denies none. */
export const ALLOWS_NOTHING: Document = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: ["iam:ListGroups"], Resource: ["*"] }],
};

/**
 * Every case that is one step smaller: a policy, statement, element, value or key less. What a step leaves is still
 * something that AWS takes: no empty lists, no policy without a statement.
 */
export function smaller(one: Case): readonly Case[] {
  return [...withoutLayer(one), ...withSmallerLists(one), ...withoutContext(one)].filter(hasTakenRcps);
}

/** An RCP names the services whose actions it denies. */
function hasTakenRcps({ rcp = [] }: Case): boolean {
  return rcp.flat().every(({ Statement }) => Statement.every(({ Action }) => Action?.includes("*") !== true));
}

function withoutLayer(one: Case): Case[] {
  const isFederated = one.principal.type === "federated-user";
  const cases: Case[] = [];
  if (one.boundary !== undefined) {
    cases.push({ ...one, boundary: undefined });
    cases.push(...smallerDocuments(one.boundary).map((boundary) => ({ ...one, boundary })));
  }
  // A federated user without a session policy has nothing, which would be another case and no smaller one.
  if (one.session !== undefined && !isFederated) cases.push({ ...one, session: undefined });
  // Tells a disagreement about what a session policy can limit from one about what its statements say.
  if (one.session !== undefined && one.session[0] !== ALLOWS_NOTHING) cases.push({ ...one, session: [ALLOWS_NOTHING] });
  if (one.resourcePolicy !== undefined) {
    if (one.action !== "sts:AssumeRole") cases.push({ ...one, resourcePolicy: undefined });
    cases.push(...smallerDocuments(one.resourcePolicy).map((resourcePolicy) => ({ ...one, resourcePolicy })));
  }
  for (const layer of ["scp", "rcp"] as const) {
    const levels = one[layer];
    if (levels === undefined) continue;
    cases.push({ ...one, [layer]: undefined });
    for (const [i, level] of levels.entries()) {
      cases.push({ ...one, [layer]: levels.toSpliced(i, 1) });
      for (const documents of smallerSets(level)) cases.push({ ...one, [layer]: levels.with(i, documents) });
    }
  }
  return cases;
}

function withSmallerLists(one: Case): Case[] {
  const cases: Case[] = smallerSets(one.identity).map((identity) => ({ ...one, identity }));
  for (const session of one.session?.[0] === ALLOWS_NOTHING ? [] : smallerSets(one.session ?? []))
    if (session.length > 0) cases.push({ ...one, session });
  return cases;
}

function withoutContext(one: Case): Case[] {
  return Object.entries(one.context).flatMap(([key, value]) => {
    const { [key]: _, ...context } = one.context;
    const shorter = typeof value === "string" ? [] : value.map((_one, i) => value.toSpliced(i, 1));
    const kept = shorter.filter((list) => list.length > 0).map((list) => ({ ...context, [key]: list }));
    return [context, ...kept].map((smallerContext) => ({ ...one, context: smallerContext }));
  });
}

function smallerSets(documents: readonly Document[]): (readonly Document[])[] {
  return documents.flatMap((document, i) => [
    documents.toSpliced(i, 1),
    ...smallerDocuments(document).map((smallerOne) => documents.with(i, smallerOne)),
  ]);
}

function smallerDocuments(document: Document): Document[] {
  const { Statement } = document;
  return Statement.flatMap((statement, i) => [
    ...(Statement.length > 1 ? [Statement.toSpliced(i, 1)] : []),
    ...smallerStatements(statement).map((smallerOne) => Statement.with(i, smallerOne)),
  ]).map((smallerList) => ({ ...document, Statement: smallerList }));
}

const LISTS = ["Action", "NotAction", "Resource", "NotResource"] as const;

function smallerStatements(statement: StatementDocument): StatementDocument[] {
  const statements: StatementDocument[] = [];
  for (const name of LISTS) {
    const list = statement[name];
    if (list === undefined) continue;
    for (const shorter of shorterLists(list)) statements.push({ ...statement, [name]: shorter });
    // A trust policy has no resource, and may not speak of every action.
    const canBeAll = !name.startsWith("Not") && (statement.Resource ?? statement.NotResource) !== undefined;
    if (canBeAll && list.join() !== "*") statements.push({ ...statement, [name]: ["*"] });
  }
  for (const name of ["Principal", "NotPrincipal"] as const) {
    const principals = statement[name];
    if (principals === undefined || principals === "*") continue;
    for (const fewer of shorterValues(principals)) statements.push({ ...statement, [name]: fewer });
  }
  return [...statements, ...smallerConditions(statement)];
}

function smallerConditions({ Condition, ...statement }: StatementDocument): StatementDocument[] {
  return Object.entries(Condition ?? {}).flatMap(([operator, keys]) => {
    const { [operator]: _, ...others } = Condition ?? {};
    const fewer = shorterValues(keys).map((some) => ({ ...statement, Condition: { ...others, [operator]: some } }));
    return [Object.keys(others).length === 0 ? statement : { ...statement, Condition: others }, ...fewer];
  });
}

/** An object of lists with one value or key less, but never empty. */
function shorterValues(values: Readonly<Record<string, readonly string[]>>): Record<string, readonly string[]>[] {
  return Object.entries(values).flatMap(([key, list]) => {
    const { [key]: _, ...others } = values;
    const shorter = shorterLists(list).map((some) => ({ ...others, [key]: some }));
    return Object.keys(others).length === 0 ? shorter : [others, ...shorter];
  });
}

function shorterLists(list: readonly string[]): (readonly string[])[] {
  return list.length > 1 ? list.map((_, i) => list.toSpliced(i, 1)) : [];
}
