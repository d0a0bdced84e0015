import { principalContext } from "../../../../policy/index.ts";
import { type XmlObject, xmlMap } from "../../../../wire/index.ts";
import type { OperationContext } from "../../../pipeline/service.ts";
import { cutPage } from "../pages.ts";
import { type EntityArn, simulatedPrincipal } from "./entity-arn.ts";
import { callerNotUser } from "./errors.ts";
import { type MatchedStatement, type ResourceResult, type Simulation, simulate } from "./simulate.ts";
import type { SimulationInput } from "./simulation-input.ts";
import { inputPolicy, type SourcePolicy } from "./source-policies.ts";

/** Where the identity policies of a simulation come from. */
export interface SimulationSources {
  readonly identity: readonly SourcePolicy[];
  /** Of the principal; one that the request brings takes its place. */
  readonly boundary?: SourcePolicy | undefined;
  readonly organization?: Simulation["organization"];
  /** Who asks, unless the request names a caller. */
  readonly entity?: EntityArn;
}

/**
 * The most decisions of one page. IAM may always give fewer results than `MaxItems`, and a request that names thousands of
 * resources must not keep all others waiting.
 */
const MAX_DECISIONS = 5_000;

/** The answer of a simulation: a result for each action of the page, in the request's order. */
export function simulationAnswer(
  input: SimulationInput,
  sources: SimulationSources,
  context: OperationContext,
): XmlObject {
  const simulation = prepare(input, sources, context);
  const maxItems = Math.min(input.page.maxItems, Math.max(1, Math.floor(MAX_DECISIONS / input.resources.length)));
  const actions = input.actions.map((action, i) => ({ action, place: String(i).padStart(6, "0") }));
  const { items, end } = cutPage(actions, { ...input.page, maxItems }, ({ place }) => place);
  const results = items.map(({ action }) => {
    const onEach = input.resources.map((resource) => simulate(simulation, action, resource));
    return resultElement(action, onEach, input.namesResources);
  });
  return { EvaluationResults: results, ...end };
}

function prepare(input: SimulationInput, sources: SimulationSources, { state, caller }: OperationContext): Simulation {
  const entity = input.caller ?? sources.entity;
  if (input.resourcePolicy !== undefined && entity?.type !== "user") throw callerNotUser();
  const principal =
    entity === undefined
      ? ({ type: "user", accountId: caller.accountId, arn: "", uniqueId: "" } as const)
      : simulatedPrincipal(state.store, entity);
  // A group and a caller that is not named have no keys of their own.
  const known = entity === undefined || entity.type === "group" ? [] : principalContext(principal);
  const own = (document: string, id: string, kind: "boundary" | "resource") =>
    inputPolicy(state, document, { id, kind });
  return {
    identity: sources.identity,
    boundary:
      input.boundary === undefined
        ? sources.boundary
        : own(input.boundary, "PermissionsBoundaryPolicyInputList.1", "boundary"),
    resourcePolicy:
      input.resourcePolicy === undefined ? undefined : own(input.resourcePolicy, "ResourcePolicy", "resource"),
    organization: sources.organization,
    principal,
    context: new Map([...known, ...input.context]),
    ownerAccountId: input.ownerAccountId ?? principal.accountId,
  };
}

function resultElement(action: string, results: readonly ResourceResult[], namesResources: boolean): XmlObject {
  const [first, ...more] = results;
  const decision = (["explicitDeny", "implicitDeny"] as const).find((one) => results.some((r) => r.decision === one));
  const statements = results.flatMap((result) => result.statements);
  const details = results.find((result) => result.details !== undefined)?.details;
  return {
    EvalActionName: action,
    EvalResourceName: first !== undefined && more.length === 0 ? first.resource : "*",
    EvalDecision: decision ?? "allowed",
    MatchedStatements: distinct(statements.map(statementElement)),
    MissingContextValues: [...new Set(results.flatMap((result) => result.missingKeys))],
    OrganizationsDecisionDetail: flag("AllowedByOrganizations", results, (result) => result.allowedByOrganization),
    PermissionsBoundaryDecisionDetail: flag(
      "AllowedByPermissionsBoundary",
      results,
      (result) => result.allowedByBoundary,
    ),
    EvalDecisionDetails: namesResources ? xmlMap(details ?? {}) : undefined,
    ResourceSpecificResults: namesResources ? results.map(specificElement) : undefined,
  };
}

function specificElement(result: ResourceResult): XmlObject {
  return {
    EvalResourceName: result.resource,
    EvalResourceDecision: result.decision,
    MatchedStatements: result.statements.map(statementElement),
    MissingContextValues: result.missingKeys,
    EvalDecisionDetails: result.details === undefined ? undefined : xmlMap(result.details),
    PermissionsBoundaryDecisionDetail: flag(
      "AllowedByPermissionsBoundary",
      [result],
      ({ allowedByBoundary }) => allowedByBoundary,
    ),
  };
}

function statementElement({ sourcePolicyId, sourcePolicyType, span }: MatchedStatement): XmlObject {
  return {
    SourcePolicyId: sourcePolicyId,
    SourcePolicyType: sourcePolicyType,
    StartPosition: { Line: span.start.line, Column: span.start.column },
    EndPosition: { Line: span.end.line, Column: span.end.column },
  };
}

/** Whether all results have it; absent where no policy of that kind takes part. */
function flag(
  name: string,
  results: readonly ResourceResult[],
  read: (result: ResourceResult) => boolean | undefined,
): XmlObject | undefined {
  const values = results.map(read);
  return values.includes(undefined) ? undefined : { [name]: !values.includes(false) };
}

function distinct(elements: readonly XmlObject[]): readonly XmlObject[] {
  return [...new Map(elements.map((element) => [JSON.stringify(element), element])).values()];
}
