import type { OperationContext } from "../../pipeline/service.ts";
import { checkCapabilities } from "./capabilities.ts";
import { templateFormatError, validationError } from "./errors.ts";
import { parameterStore } from "./parameter-store.ts";
import { RESOURCE_TYPES } from "./resources/index.ts";
import type { StackRequest } from "./stack-request.ts";
import { listResources, type StackRecord, stackKey } from "./stacks.ts";
import { LANGUAGE_EXTENSIONS, type Template } from "./template/model.ts";
import { resolveParameters, type StackParameter } from "./template/parameters.ts";
import { parseTemplate } from "./template/parse.ts";
import { planStack, type StackPlan } from "./template/plan.ts";
import { checkRules } from "./template/rules.ts";
import { TemplateScope } from "./template/scope.ts";
import { templateText } from "./template-source.ts";

/** What a request for a stack comes to before anything is made. */
export interface PreparedStack {
  readonly templateBody: string;
  readonly template: Template;
  readonly parameters: readonly StackParameter[];
}

/**
 * Checks a request's template and parameters. `previous` is the stack that it changes, absent where the stack is new.
 *
 * @throws AwsError `ValidationError`, `InsufficientCapabilitiesException`.
 */
export async function prepareStack(
  request: StackRequest,
  context: OperationContext,
  previous?: StackRecord,
): Promise<PreparedStack> {
  const templateBody = await templateText(request.template, context, previous);
  const template = parseTemplate(templateBody);
  checkTypes(template);
  checkCapabilities(template, request.capabilities, { expanding: request.expands ?? true });
  const given = request.parameters.map(({ key, value }) => ({
    key,
    value: value ?? previous?.parameters.find((parameter) => parameter.key === key)?.value,
  }));
  if (usesFunction(template, "Fn::GetAZs")) requireZones(context);
  const parameters = resolveParameters(template, given, parameterStore(context));
  if (previous !== undefined) refuseOtherTypes(template, previous, context);
  return { templateBody, template, parameters };
}

/** @throws AwsError `ValidationError` where the template does not hold together under the stack's conditions. */
export function planFor(template: Template, stack: StackRecord, region: string): StackPlan {
  const scope = new TemplateScope({
    template,
    stack: { ...stack, region },
    parameters: stack.parameters,
    resource: () => undefined,
  });
  checkRules(template.rules, scope);
  return planStack(template, scope);
}

/** Zones are looked up with the caller's rights too. */
function requireZones(context: OperationContext): void {
  const resourceAccountId = context.caller.accountId;
  context.require({ action: "ec2:DescribeAvailabilityZones", resource: "*", resourceAccountId });
}

function usesFunction({ resources, outputs, conditions }: Template, name: string): boolean {
  const text = JSON.stringify([...resources.values(), ...outputs.values(), ...conditions.values()]);
  return text.includes(`"${name}":`);
}

function checkTypes(template: Template): void {
  // A macro could turn anything into anything, so nothing is known of types before it has run.
  if (template.transforms.some((name) => name !== LANGUAGE_EXTENSIONS)) return;
  const types = new Set([...template.resources.values()].map(({ type }) => type));
  const unknown = [...types].filter((type) => !RESOURCE_TYPES.has(type));
  if (unknown.length > 0) throw templateFormatError(`Unrecognized resource types: [${unknown.join(", ")}]`);
}

function refuseOtherTypes(template: Template, stack: StackRecord, { state }: OperationContext): void {
  const changed = listResources(state.store, stackKey(stack)).filter(({ logicalId, type }) => {
    const wanted = template.resources.get(logicalId);
    return wanted !== undefined && wanted.type !== type;
  });
  if (changed.length === 0) return;
  throw validationError(
    `Update of resource type is not permitted. The new template modifies resource type of the following resources [${changed.map(({ logicalId }) => logicalId).join(", ")}]`,
  );
}
