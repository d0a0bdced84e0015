import { tryParseArn } from "../../../../core/index.ts";
import type { RequestContext } from "../../../../policy/index.ts";
import type { ConstrainedParams } from "../../../pipeline/constrained-params.ts";
import { type PageRequest, readPageRequest } from "../pages.ts";
import { type ContextEntry, contextOf, readContextEntries } from "./context-entries.ts";
import { type EntityArn, readEntityArn } from "./entity-arn.ts";
import { badActionName, badResourceName, badResourceOwner, oneBoundary } from "./errors.ts";
import { checkHandling } from "./resource-handling.ts";

/** AWS's model sets no length to the simulator's lists; a request holds at most 5,000 parameters. */
export const ANY_COUNT: { readonly maxCount: number } = { maxCount: Number.POSITIVE_INFINITY };

/** The constraints of the documents that a request brings. */
export const DOCUMENT_RULE = {
  min: 1,
  max: 131_072,
  pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
} as const;

/** What both simulations are asked for, as it was sent. */
interface RawInput {
  readonly policies: readonly string[];
  readonly boundaries: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly resourcePolicy: string | undefined;
  readonly resourceOwner: string | undefined;
  readonly callerArn: string | undefined;
  readonly contextEntries: readonly ContextEntry[];
  readonly handling: string | undefined;
  readonly page: PageRequest;
}

/** What both simulations are asked for, checked; documents are read later. */
export interface SimulationInput {
  /** `PolicyInputList`. */
  readonly policies: readonly string[];
  readonly boundary: string | undefined;
  readonly actions: readonly string[];
  /** `["*"]` where none were named. */
  readonly resources: readonly string[];
  /** Whether the request named resources: results then tell of each. */
  readonly namesResources: boolean;
  readonly resourcePolicy: string | undefined;
  /** The account of `ResourceOwner`. */
  readonly ownerAccountId: string | undefined;
  readonly caller: EntityArn | undefined;
  readonly context: RequestContext;
  readonly page: PageRequest;
}

/** Reads the common parameters; call `params.check()` and then {@link checkedInput}. */
export function readSimulation(params: ConstrainedParams, policiesRequired: boolean): RawInput {
  const rule = { ...DOCUMENT_RULE, ...ANY_COUNT };
  return {
    policies: policiesRequired ? params.requiredTexts("PolicyInputList", rule) : params.texts("PolicyInputList", rule),
    boundaries: params.texts("PermissionsBoundaryPolicyInputList", rule),
    actions: params.requiredTexts("ActionNames", { min: 3, max: 128, ...ANY_COUNT }),
    resources: params.texts("ResourceArns", { min: 1, max: 2048, ...ANY_COUNT }),
    resourcePolicy: params.text("ResourcePolicy", DOCUMENT_RULE),
    resourceOwner: params.text("ResourceOwner", { min: 1, max: 2048 }),
    callerArn: params.text("CallerArn", { min: 1, max: 2048 }),
    contextEntries: readContextEntries(params),
    handling: params.text("ResourceHandlingOption", { min: 1, max: 64 }),
    page: readPageRequest(params),
  };
}

/** @throws AwsError `InvalidInput` for what the constraints of single parameters do not say. */
export function checkedInput(raw: RawInput): SimulationInput {
  const { policies, boundaries, actions, resources, resourcePolicy, page } = raw;
  for (const action of actions) if (!/^[\w-]+:[\w*?]+$/.test(action)) throw badActionName(action);
  for (const name of resources) {
    if (name !== "*" && tryParseArn(name) === undefined) throw badResourceName(name);
  }
  const [boundary, ...more] = boundaries;
  if (more.length > 0) throw oneBoundary();
  if (raw.handling !== undefined) checkHandling(raw.handling, resources);
  return {
    policies,
    boundary,
    actions,
    resources: resources.length === 0 ? ["*"] : resources,
    namesResources: resources.length > 0,
    resourcePolicy,
    ownerAccountId: raw.resourceOwner === undefined ? undefined : ownerAccount(raw.resourceOwner),
    caller: raw.callerArn === undefined ? undefined : readEntityArn(raw.callerArn),
    context: contextOf(raw.contextEntries),
    page,
  };
}

function ownerAccount(owner: string): string {
  const arn = tryParseArn(owner);
  if (arn?.service !== "iam" || arn.resource !== "root" || !/^\d{12}$/.test(arn.accountId)) {
    throw badResourceOwner(owner);
  }
  return arn.accountId;
}
