import { templateError, validationError } from "../errors.ts";
import { circularNames, type DependencyGraph } from "../graph.ts";
import { resourceReferences, unresolvedResources } from "./check-references.ts";
import { callsOf, type PlacedReference, type ReferenceOptions, references } from "./functions.ts";
import type { OutputDefinition, ResourceDefinition, Template } from "./model.ts";
import type { TemplateScope } from "./scope.ts";

/** What a template comes to once its conditions are known. */
export interface StackPlan {
  readonly template: Template;
  /** Those whose conditions hold, in the template's order. */
  readonly resources: ReadonlyMap<string, ResourceDefinition>;
  readonly outputs: readonly OutputDefinition[];
  readonly graph: DependencyGraph;
  /** Every reference to a resource, for checks that need to know the types. */
  readonly references: readonly PlacedReference[];
}

/**
 * Applies a stack's conditions to its template.
 *
 * @throws AwsError `ValidationError` where what is left does not hold together: a reference to a resource that is not
 * made, a circle, a mapping without the key asked for.
 */
export function planStack(template: Template, scope: TemplateScope): StackPlan {
  const holds = (condition: string | undefined): boolean => condition === undefined || scope.condition(condition);
  const resources = new Map([...template.resources].filter(([, { condition }]) => holds(condition)));
  const outputs = [...template.outputs.values()].filter(({ condition }) => holds(condition));
  const inOutputs = outputs.flatMap((output) => outputReferences(output, { holds }));
  const inResources = [...resources.values()].flatMap((resource) => [...resourceReferences(resource, { holds })]);
  refuseExcluded(template, resources, { inResources, inOutputs });
  for (const { properties } of resources.values()) checkMappings(properties, scope);
  for (const { value } of outputs) checkMappings(value, scope);
  refuseImportsOfResources(template, [...inResources, ...inOutputs]);
  const graph = dependencyGraph(resources, { holds });
  refuseCircles(graph);
  return { template, resources, outputs, graph, references: [...inResources, ...inOutputs] };
}

/**
 * Refuses circles that no condition can break.
 *
 * @throws AwsError `ValidationError`.
 */
export function checkCircles(template: Template): void {
  const always = new Map([...template.resources].filter(([, { condition }]) => condition === undefined));
  refuseCircles(dependencyGraph(always, { unconditional: true }));
}

function outputReferences(output: OutputDefinition, options: ReferenceOptions): readonly PlacedReference[] {
  const path = `/Outputs/${output.name}`;
  return [
    ...references(output.value, `${path}/Value`, options),
    ...references(output.exportName ?? "", `${path}/Export/Name`, options),
  ];
}

/** The resource that a reference is to, or `undefined` where it is to a parameter or condition. */
function target(reference: PlacedReference): string | undefined {
  if (reference.kind === "attribute") return reference.logicalId;
  return reference.kind === "ref" ? reference.name : undefined;
}

function refuseExcluded(
  template: Template,
  resources: ReadonlyMap<string, ResourceDefinition>,
  found: { inResources: readonly PlacedReference[]; inOutputs: readonly PlacedReference[] },
): void {
  const excluded = (list: readonly PlacedReference[]): string[] =>
    list.map(target).filter((name): name is string => {
      return name !== undefined && template.resources.has(name) && !resources.has(name);
    });
  const inResources = excluded(found.inResources);
  if (inResources.length > 0) throw unresolvedResources(inResources, "Resources");
  const inOutputs = excluded(found.inOutputs);
  if (inOutputs.length > 0) throw unresolvedResources(inOutputs, "Outputs");
}

/** A mapping can be looked up before anything is made: its keys come from parameters alone. */
function checkMappings(value: Parameters<typeof callsOf>[1], scope: TemplateScope): void {
  for (const call of callsOf("Fn::FindInMap", value, (condition) => scope.condition(condition))) scope.evaluate(call);
}

/** What is imported must be known before anything is made. */
function refuseImportsOfResources(template: Template, found: readonly PlacedReference[]): void {
  const isBound = found.some((reference) => {
    const name = target(reference);
    return reference.path.includes("Fn::ImportValue") && name !== undefined && template.resources.has(name);
  });
  if (!isBound) return;
  throw templateError(
    "the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs",
  );
}

function dependencyGraph(
  resources: ReadonlyMap<string, ResourceDefinition>,
  options: ReferenceOptions,
): DependencyGraph {
  return new Map(
    [...resources].map(([logicalId, resource]) => {
      // DependsOn to a resource whose condition does not hold means nothing.
      const names = [...resource.dependsOn, ...[...resourceReferences(resource, options)].map(target)];
      return [logicalId, new Set(names.filter((name): name is string => name !== undefined && resources.has(name)))];
    }),
  );
}

function refuseCircles(graph: DependencyGraph): void {
  const names = circularNames(graph);
  if (names.length > 0) throw validationError(`Circular dependency between resources: [${names.join(", ")}]`);
}
