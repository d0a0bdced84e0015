import { templateError, templateFormatError, validationError } from "../errors.ts";
import { readCreationPolicy } from "./creation-policy.ts";
import { checkFunctions } from "./functions.ts";
import { checkCount, checkName, TEMPLATE_LIMITS } from "./limits.ts";
import type { DeletionPolicy, ResourceDefinition } from "./model.ts";
import { isList, isObject, objectOf, type TemplateObject, type TemplateValue } from "./value.ts";

const ATTRIBUTES: ReadonlySet<string> = new Set([
  "Type",
  "Properties",
  "Metadata",
  "DependsOn",
  "Condition",
  "DeletionPolicy",
  "UpdateReplacePolicy",
  "UpdatePolicy",
  "CreationPolicy",
]);
const DELETION_POLICIES: readonly DeletionPolicy[] = ["Delete", "Retain", "RetainExceptOnCreate"];

/** Checks the Resources block. Whether the types exist is not a question of the template's form. */
export function readResources(section: TemplateValue | undefined): Map<string, ResourceDefinition> {
  const entries = isObject(section) ? Object.entries(section) : [];
  if (entries.length === 0) throw templateFormatError("At least one Resources member must be defined.");
  checkCount("resources", entries.length, TEMPLATE_LIMITS.resources);
  return new Map(entries.map(([logicalId, value]) => [logicalId, readResource(logicalId, value)]));
}

function readResource(logicalId: string, value: TemplateValue): ResourceDefinition {
  checkName("Resource", logicalId);
  if (!isObject(value)) throw templateFormatError("Any Resources member must be an object.");
  const unknown = Object.keys(value).find((key) => !ATTRIBUTES.has(key));
  if (unknown !== undefined) throw validationError(`Invalid template resource property '${unknown}'`);
  const { Type: type, Condition: condition } = value;
  if (typeof type !== "string") {
    throw templateFormatError(`[/Resources/${logicalId}] Every Resources object must contain a Type member.`);
  }
  if (condition !== undefined && typeof condition !== "string") {
    throw templateFormatError("Every Condition member must be a string.");
  }
  return {
    logicalId,
    type,
    properties: readObject(value, "Properties") ?? objectOf([]),
    metadata: readObject(value, "Metadata"),
    dependsOn: readDependsOn(value.DependsOn),
    condition,
    deletionPolicy: readDeletionPolicy(value, "DeletionPolicy", type),
    updateReplacePolicy: readDeletionPolicy(value, "UpdateReplacePolicy", type),
    signal: readCreationPolicy(value.CreationPolicy, type),
  };
}

function readObject(resource: TemplateObject, attribute: string): TemplateObject | undefined {
  const value = resource[attribute];
  if (value === undefined) return undefined;
  if (!isObject(value)) throw templateFormatError(`Every ${attribute} member must be an object.`);
  checkFunctions(value);
  return value;
}

function readDependsOn(value: TemplateValue | undefined): readonly string[] {
  if (value === undefined) return [];
  const names = isList(value) ? value : [value];
  for (const name of names) {
    if (typeof name !== "string") throw templateFormatError("DependsOn must be a string or list of strings.");
  }
  return names as readonly string[];
}

function readDeletionPolicy(resource: TemplateObject, attribute: string, type: string): DeletionPolicy {
  const value = resource[attribute] ?? "Delete";
  const policy = DELETION_POLICIES.find((known) => known === value);
  if (policy !== undefined) return policy;
  if (value === "Snapshot") throw templateError(`resource type ${type} does not support deletion policy Snapshot`);
  throw templateFormatError(`Unrecognized ${attribute} ${JSON.stringify(value)} for resource ${type}`);
}
