import { sameValue } from "./engine/differences.ts";
import type { ResourceType } from "./resources/resource-type.ts";
import type { Recreation } from "./resources/schema.ts";
import type { ResourceRecord } from "./stacks.ts";
import { evaluate, type PlacedReference, references } from "./template/functions.ts";
import type { ResourceDefinition } from "./template/model.ts";
import type { TemplateScope } from "./template/scope.ts";
import type { TemplateObject, TemplateValue } from "./template/value.ts";

/** Which part of a resource differs, and why, in the words of change sets. */
export interface ChangeDetail {
  readonly attribute: "Properties" | "Metadata" | "Tags";
  /** The property's name. */
  readonly name?: string;
  readonly requiresRecreation: Recreation;
  /** Whether the new value is known before the update is done. */
  readonly evaluation: "Static" | "Dynamic";
  readonly source: "DirectModification" | "ParameterReference" | "ResourceReference" | "ResourceAttribute";
  /** The parameter, resource, or `resource.attribute` that is the reason. */
  readonly causingEntity?: string;
}

/** A resource's properties before and after, fit to be shown. */
export interface ChangeValues {
  readonly before: TemplateObject | undefined;
  readonly after: TemplateObject | undefined;
}

/** What a change set tells of one resource. */
export interface ResourceChange {
  readonly action: "Add" | "Modify" | "Remove";
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string | undefined;
  readonly replacement?: "True" | "False" | "Conditional";
  readonly policyAction?: "Delete" | "Retain" | "ReplaceAndDelete" | "ReplaceAndRetain" | undefined;
  readonly scope: readonly ChangeDetail["attribute"][];
  readonly details: readonly ChangeDetail[];
  /** The properties before and after; absent where there are none. */
  readonly values?: ChangeValues;
}

/** One resource before and after. */
export interface ComparedResource {
  readonly definition: ResourceDefinition;
  readonly type: ResourceType;
  /** `undefined` where it does not exist. */
  readonly record: ResourceRecord | undefined;
  /** Its definition in the template before. */
  readonly before: ResourceDefinition | undefined;
}

export interface ComparisonFacts {
  /** The new template's, with the values that resources have now. */
  readonly scope: TemplateScope;
  /** What is already known to change; whatever a resource depends on is compared before it. */
  readonly changed: ReadonlyMap<string, ResourceChange>;
  readonly changedParameters: ReadonlySet<string>;
  readonly stackTagsDiffer: boolean;
}

/** How a resource changes, or `undefined` where it does not. */
export function changeOf(resource: ComparedResource, facts: ComparisonFacts): ResourceChange | undefined {
  const { definition, type, record } = resource;
  const { logicalId } = definition;
  if (record === undefined) return { action: "Add", logicalId, type: type.name, scope: [], details: [] };
  const names = new Set([...Object.keys(definition.properties), ...Object.keys(record.properties)]);
  const details = [...names].flatMap((name) => propertyDetails(name, { ...resource, record }, facts));
  if (metadataDiffers(definition, record, facts.scope)) details.push(directChange("Metadata"));
  if (facts.stackTagsDiffer && type.knownProperties.has("Tags")) details.push(directChange("Tags"));
  if (details.length === 0) return undefined;
  const replacement = replacementOf(details);
  const retains = definition.updateReplacePolicy !== "Delete";
  return {
    action: "Modify",
    logicalId,
    type: type.name,
    physicalId: record.physicalId,
    replacement,
    policyAction: replacement === "True" ? (retains ? "ReplaceAndRetain" : "ReplaceAndDelete") : undefined,
    scope: [...new Set(details.map(({ attribute }) => attribute))],
    details,
  };
}

function directChange(attribute: ChangeDetail["attribute"]): ChangeDetail {
  return { attribute, requiresRecreation: "Never", evaluation: "Static", source: "DirectModification" };
}

function replacementOf(details: readonly ChangeDetail[]): "True" | "False" | "Conditional" {
  const needs = details.filter(({ requiresRecreation }) => requiresRecreation !== "Never");
  if (needs.some((detail) => detail.requiresRecreation === "Always" && detail.evaluation === "Static")) return "True";
  return needs.length > 0 ? "Conditional" : "False";
}

function metadataDiffers({ metadata }: ResourceDefinition, record: ResourceRecord, scope: TemplateScope): boolean {
  const before = record.metadata ?? "{}";
  try {
    return (metadata === undefined ? "{}" : JSON.stringify(evaluate(metadata, scope.masked()))) !== before;
  } catch {
    return true;
  }
}

function propertyDetails(
  name: string,
  resource: ComparedResource & { readonly record: ResourceRecord },
  facts: ComparisonFacts,
): readonly ChangeDetail[] {
  const { definition, type, record } = resource;
  const raw = definition.properties[name];
  const detail = { attribute: "Properties", name, requiresRecreation: type.recreation(name) } as const;
  const holds = (condition: string): boolean => facts.scope.condition(condition);
  const found = raw === undefined ? [] : [...references(raw, name, { holds })];
  const causes = found.flatMap((reference) => resourceCause(reference, facts.changed));
  const direct = { ...detail, source: "DirectModification" } as const;
  if (!differs(raw, record.properties[name], facts.scope)) return causes.map((cause) => ({ ...detail, ...cause }));
  const parameters = new Set(
    found.flatMap((reference) =>
      reference.kind === "ref" && facts.changedParameters.has(reference.name) ? [reference.name] : [],
    ),
  );
  const isSameText = sameValue(raw, resource.before?.properties[name]);
  const byParameters = [...parameters].map(
    (causingEntity) => ({ ...detail, source: "ParameterReference", evaluation: "Static", causingEntity }) as const,
  );
  return [
    ...causes.map((cause) => ({ ...detail, ...cause })),
    ...byParameters,
    { ...direct, evaluation: isSameText && parameters.size > 0 ? "Dynamic" : "Static" } as const,
  ];
}

/** Where a value cannot be known before the update, it counts as another one. */
function differs(raw: TemplateValue | undefined, before: TemplateValue | undefined, scope: TemplateScope): boolean {
  if (raw === undefined) return before !== undefined;
  try {
    const after = evaluate(raw, scope);
    return !sameValue(typeof after === "symbol" ? undefined : after, before);
  } catch {
    return true;
  }
}

/** How a change of the resource that is referred to becomes a change of what refers to it. */
function resourceCause(
  reference: PlacedReference,
  changed: ComparisonFacts["changed"],
): readonly Pick<ChangeDetail, "evaluation" | "source" | "causingEntity">[] {
  if (reference.kind === "condition") return [];
  const change = changed.get(reference.kind === "ref" ? reference.name : reference.logicalId);
  if (change === undefined || change.action === "Add") return [];
  const isNew = change.replacement === "True";
  if (reference.kind === "attribute") {
    const causingEntity = `${reference.logicalId}.${reference.attribute ?? ""}`;
    return [{ source: "ResourceAttribute", evaluation: isNew ? "Static" : "Dynamic", causingEntity }];
  }
  // What `Ref` gives stays the same as long as the resource does.
  if (change.replacement === "False") return [];
  const evaluation = isNew ? "Static" : "Dynamic";
  return [{ source: "ResourceReference", evaluation, causingEntity: reference.name }];
}
