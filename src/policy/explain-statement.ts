import { conditionHolds } from "./condition.ts";
import { elementMatches, principalGrant } from "./match.ts";
import type {
  AuthorisationRequest,
  ElementExplanation,
  PatternElement,
  RequestContext,
  Statement,
  StatementExplanation,
} from "./model.ts";
import { GRANT, type Grant, principalNames } from "./principal.ts";

/** A statement's explanation with what the statement gives; `none` where it does not apply. */
export interface WeighedStatement {
  readonly grant: Grant;
  readonly explanation: StatementExplanation;
}

/** Looks at every element of a statement, also after the first that does not match. */
export function explainStatement(statement: Statement, request: AuthorisationRequest): WeighedStatement {
  const grant = principalGrant(statement, request);
  const elements = [
    ...explainPrincipal(statement, request, grant),
    explainPatterns("Action", statement.action, request),
    ...(statement.resource === undefined ? [] : [explainPatterns("Resource", statement.resource, request)]),
    ...explainConditions(statement, request),
  ];
  const matched = elements.every((element) => element.matched);
  const { number, sid, effect } = statement;
  return { grant: matched ? grant : GRANT.none, explanation: { number, sid, effect, matched, elements } };
}

function explainPrincipal(
  { principal }: Statement,
  request: AuthorisationRequest,
  grant: Grant,
): readonly ElementExplanation[] {
  if (principal === undefined) return [];
  return [
    {
      element: principal.negated ? "NotPrincipal" : "Principal",
      matched: grant !== GRANT.none,
      policyValues: principal.entries.map((entry) => entry.text),
      requestValue: principalNames(request.principal),
    },
  ];
}

function explainPatterns(
  name: "Action" | "Resource",
  element: PatternElement,
  request: AuthorisationRequest,
): ElementExplanation {
  const requestValue = name === "Action" ? request.action : request.resource;
  const variables = element.patterns.flatMap((pattern) => pattern.variables);
  return {
    element: element.negated ? `Not${name}` : name,
    matched: elementMatches(element, requestValue, request.context),
    policyValues: element.patterns.map((pattern) => pattern.text),
    requestValue,
    ...missing({ variables, context: request.context }),
  };
}

function explainConditions({ conditions }: Statement, { context }: AuthorisationRequest): ElementExplanation[] {
  return conditions.map((condition) => ({
    element: "Condition",
    matched: conditionHolds(condition, context),
    policyValues: condition.values,
    requestValue: context.get(condition.contextKey),
    operator: condition.operatorText,
    key: condition.key,
    ...missing({ key: condition.key, variables: condition.valueVariables, context }),
  }));
}

interface Needed {
  /** As the policy writes it. */
  readonly key?: string;
  readonly variables: readonly string[];
  readonly context: RequestContext;
}

function missing({ key, variables, context }: Needed): Pick<ElementExplanation, "missingKeys"> {
  // A variable stands for one text, so that a list of several has no value for it.
  const absent = variables.filter((one) => typeof context.get(one) !== "string");
  if (key !== undefined && !context.has(key.toLowerCase())) absent.unshift(key);
  return absent.length === 0 ? {} : { missingKeys: [...new Set(absent)] };
}
