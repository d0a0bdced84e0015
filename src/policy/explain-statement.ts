import { conditionHolds } from "./condition.ts";
import { elementMatches, principalGrant } from "./match.ts";
import type {
  AuthorisationRequest,
  Condition,
  ElementExplanation,
  Pattern,
  PatternElement,
  PrincipalElement,
  RequestContext,
  Statement,
  StatementExplanation,
} from "./model.ts";
import { GRANT, type Grant, grantOf, principalNames } from "./principal.ts";

/** A statement's explanation with what the statement gives; `none` where it does not apply. */
export interface WeighedStatement {
  readonly grant: Grant;
  readonly explanation: StatementExplanation;
}

/** Looks at every element of a statement, also after the first that does not match. */
export function explainStatement(
  statement: Statement,
  request: AuthorisationRequest,
  bounded: boolean,
): WeighedStatement {
  const grant = principalGrant(statement, request, bounded);
  const elements: ElementExplanation[] = [];
  if (statement.principal !== undefined) elements.push(explainPrincipal(statement.principal, request, grant));
  elements.push(explainPatterns("Action", statement.action, request));
  if (statement.resource !== undefined) elements.push(explainPatterns("Resource", statement.resource, request));
  for (const condition of statement.conditions) elements.push(explainCondition(condition, request));
  const matched = elements.every((element) => element.matched);
  const { number, sid, effect } = statement;
  return { grant: matched ? grant : GRANT.none, explanation: { number, sid, effect, matched, elements } };
}

function explainPrincipal(
  principal: PrincipalElement,
  request: AuthorisationRequest,
  grant: Grant,
): ElementExplanation {
  const explained = {
    element: principal.negated ? "NotPrincipal" : "Principal",
    matched: grant !== GRANT.none,
    policyValues: principal.entries.map((entry) => entry.text),
    requestValue: principalNames(request.principal),
  } as const;
  // What the element alone would not have matched is owed to the boundary.
  const spared = principal.negated && explained.matched && grantOf(principal, request.principal) === GRANT.none;
  return spared
    ? { ...explained, note: "a Deny with NotPrincipal spares nobody who has a permissions boundary" }
    : explained;
}

function explainPatterns(
  name: "Action" | "Resource",
  asked: PatternElement,
  request: AuthorisationRequest,
): ElementExplanation {
  const { negated, patterns } = asked;
  const requestValue = name === "Action" ? request.action : request.resource;
  const element = negated ? (name === "Action" ? "NotAction" : "NotResource") : name;
  const matched = elementMatches(asked, requestValue, request.context);
  const policyValues = patterns.map((pattern) => pattern.text);
  const missingKeys = lackingKeys(patterns, request.context);
  const explained = { element, matched, policyValues, requestValue } as const;
  return missingKeys === undefined ? explained : { ...explained, missingKeys };
}

function explainCondition(condition: Condition, { context }: AuthorisationRequest): ElementExplanation {
  const requestValue = context.get(condition.contextKey);
  const missingKeys = valuelessVariables(condition.valueVariables, context);
  if (requestValue === undefined) missingKeys.unshift(condition.key);
  const explained = {
    element: "Condition",
    matched: conditionHolds(condition, context),
    policyValues: condition.values,
    requestValue,
    operator: condition.operatorText,
    key: condition.key,
  } as const;
  return missingKeys.length === 0 ? explained : { ...explained, missingKeys: [...new Set(missingKeys)] };
}

function lackingKeys(patterns: readonly Pattern[], context: RequestContext): readonly string[] | undefined {
  let keys: Set<string> | undefined;
  for (const { variables } of patterns) {
    if (variables.length === 0) continue;
    keys ??= new Set();
    for (const key of valuelessVariables(variables, context)) keys.add(key);
  }
  return keys === undefined || keys.size === 0 ? undefined : [...keys];
}

/** A variable stands for one text, so that a list of several has no value for it. */
function valuelessVariables(variables: readonly string[], context: RequestContext): string[] {
  return variables.filter((key) => typeof context.get(key) !== "string");
}
