export { type AwsDenial, awsDenial, type DenialStyle, type DeniedRequest, denialSentence } from "./aws-denial.ts";
export { contextKeysOf } from "./context-keys.ts";
export { covers } from "./covers.ts";
export { escapeLiteral, policyCanHold } from "./escape.ts";
export { evaluate } from "./evaluate.ts";
export { explain } from "./explain.ts";
export { LENGTH_LIMITS, type LengthLimit } from "./limits.ts";
export { locate, type TextPlace } from "./locate.ts";
export type {
  Advice,
  AuthorisationRequest,
  Condition,
  ConditionOperator,
  Decision,
  ElementExplanation,
  Explanation,
  Layer,
  LayerExplanation,
  NamedPolicy,
  NearestStatement,
  OrganizationLevels,
  Pattern,
  PatternElement,
  Policy,
  PolicyExplanation,
  PolicyKind,
  PolicySets,
  Principal,
  PrincipalElement,
  PrincipalEntry,
  RequestContext,
  Statement,
  StatementExplanation,
  StatementReference,
  ValueMatcher,
} from "./model.ts";
export { parsePolicy } from "./parse.ts";
export { PolicyError, type PolicyErrorDetails } from "./policy-error.ts";
export { principalContext } from "./principal-context.ts";
export { printPolicy } from "./print.ts";
export { type RenderOptions, renderExplanation } from "./render.ts";
export { renderAdvice } from "./render-advice.ts";
export { type ExplanationJson, explanationJson } from "./render-json.ts";
export { statementSpans, type TextSpan } from "./statement-spans.ts";
