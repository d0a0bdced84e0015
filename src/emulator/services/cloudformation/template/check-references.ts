import { templateError, templateFormatError, validationError } from "../errors.ts";
import { conditionReferences, type PlacedReference, references } from "./functions.ts";
import type { ResourceDefinition, Template } from "./model.ts";
import { isPseudoParameter } from "./pseudo-parameters.ts";

/**
 * Checks that everything a template refers to is in it.
 *
 * @throws AwsError `ValidationError`.
 */
export function checkReferences(template: Template): void {
  checkConditions(template);
  for (const name of template.parameters.keys()) {
    if (template.resources.has(name)) {
      throw templateFormatError(`Duplicate name ${name} in the Parameters and Resources blocks of the template`);
    }
  }
  const inResources: string[] = [];
  for (const resource of template.resources.values()) {
    checkCondition(template, resource.condition, "Resources");
    const found = [...resourceReferences(resource)];
    checkIfConditions(template, found);
    inResources.push(...unresolved(template, found), ...resource.dependsOn.filter((id) => !template.resources.has(id)));
  }
  if (inResources.length > 0) throw unresolvedResources(inResources, "Resources");
  const inOutputs: string[] = [];
  for (const output of template.outputs.values()) {
    checkCondition(template, output.condition, "Outputs");
    const found = [...references([output.value, output.exportName ?? ""], `/Outputs/${output.name}`)];
    checkIfConditions(template, found);
    inOutputs.push(...unresolved(template, found));
  }
  if (inOutputs.length > 0) throw unresolvedResources(inOutputs, "Outputs");
}

/** Every reference that a resource makes in its properties and its metadata. */
export function* resourceReferences(
  resource: ResourceDefinition,
  options: Parameters<typeof references>[2] = {},
): Iterable<PlacedReference> {
  const path = `/Resources/${resource.logicalId}`;
  yield* references(resource.properties, `${path}/Properties`, options);
  yield* references(resource.metadata ?? {}, `${path}/Metadata`, options);
  yield* references(resource.signal ?? {}, `${path}/CreationPolicy/ResourceSignal`, options);
}

/** AWS words this differently for outputs: without the prefix. */
export function unresolvedResources(names: readonly string[], block: "Resources" | "Outputs"): Error {
  const list = [...new Set(names)].join(", ");
  const text = `Unresolved resource dependencies [${list}] in the ${block} block of the template`;
  return block === "Outputs" ? validationError(text) : templateFormatError(text);
}

function unresolved(template: Template, found: readonly PlacedReference[]): string[] {
  return found.flatMap((reference) => {
    if (reference.kind === "attribute") return template.resources.has(reference.logicalId) ? [] : reference.logicalId;
    if (reference.kind === "condition") return [];
    const { name } = reference;
    return template.resources.has(name) || template.parameters.has(name) || isPseudoParameter(name) ? [] : name;
  });
}

function checkCondition(template: Template, condition: string | undefined, block: string): void {
  if (condition !== undefined && !template.conditions.has(condition)) {
    throw templateFormatError(`Unresolved condition dependency ${condition} in the ${block} block of the template`);
  }
}

function checkIfConditions(template: Template, found: readonly PlacedReference[]): void {
  for (const reference of found) {
    if (reference.kind === "condition" && !template.conditions.has(reference.name)) {
      throw templateError(`unresolved condition dependency ${reference.name} in Fn::If`);
    }
  }
}

/** Conditions speak of parameters, mappings and other conditions only, and not of themselves in a circle. */
function checkConditions({ conditions, parameters }: Template): void {
  const state = new Map<string, "open" | "done">();
  const check = (name: string): void => {
    const definition = conditions.get(name);
    if (definition === undefined) {
      throw templateFormatError(`Unresolved condition dependency ${name} in the Conditions block of the template`);
    }
    if (state.get(name) === "open") throw templateError(`Found circular condition dependency at condition ${name}`);
    if (state.get(name) === "done") return;
    state.set(name, "open");
    for (const reference of conditionReferences(definition, `/Conditions/${name}`)) {
      if (reference.kind === "condition") check(reference.name);
      else if (reference.kind === "attribute") throw resourceInCondition(reference.logicalId);
      else if (!parameters.has(reference.name) && !isPseudoParameter(reference.name)) {
        throw resourceInCondition(reference.name);
      }
    }
    state.set(name, "done");
  };
  for (const name of conditions.keys()) check(name);
}

function resourceInCondition(name: string): Error {
  return templateFormatError(
    `Unresolved dependencies [${name}]. Cannot reference resources in the Conditions block of the template`,
  );
}
