import { notEmulated, templateFormatError, validationError } from "../errors.ts";
import { checkReferences } from "./check-references.ts";
import { checkCondition, refuseExtensions } from "./functions.ts";
import { checkCount, TEMPLATE_LIMITS } from "./limits.ts";
import { LANGUAGE_EXTENSIONS, type Mapping, type Template } from "./model.ts";
import { readOutputs } from "./read-outputs.ts";
import { readParameters } from "./read-parameters.ts";
import { readResources } from "./read-resources.ts";
import { readRules } from "./rules.ts";
import { isList, isObject, scalarText, type TemplateObject, type TemplateValue } from "./value.ts";

const SECTIONS: ReadonlySet<string> = new Set([
  "AWSTemplateFormatVersion",
  "Description",
  "Metadata",
  "Parameters",
  "Rules",
  "Mappings",
  "Conditions",
  "Transform",
  "Resources",
  "Outputs",
]);

/**
 * Checks a template's structure, section by section.
 *
 * @throws AwsError `ValidationError`.
 */
export function readTemplate(document: TemplateObject): Template {
  const unknown = Object.keys(document).filter((key) => !SECTIONS.has(key));
  if (unknown.length > 0) throw validationError(`Invalid template property or properties [${unknown.join(", ")}]`);
  refuseNulls(document, "");
  const version = document.AWSTemplateFormatVersion;
  if (version !== undefined && version !== "2010-09-09") {
    throw templateFormatError(`Template format version "${scalarText(version) ?? ""}" is unsupported.`);
  }
  const transforms = readTransforms(document.Transform);
  if (!transforms.includes(LANGUAGE_EXTENSIONS)) refuseExtensions(document);
  else refuseLoops(document);
  const template: Template = {
    version,
    metadata: document.Metadata === undefined ? undefined : JSON.stringify(document.Metadata),
    description: readDescription(document.Description),
    transforms,
    parameters: readParameters(section(document, "Parameters")),
    mappings: readMappings(section(document, "Mappings")),
    conditions: readConditions(section(document, "Conditions")),
    rules: readRules(section(document, "Rules")),
    resources: readResources(document.Resources),
    outputs: readOutputs(section(document, "Outputs")),
  };
  checkReferences(template);
  return template;
}

/** Of AWS::LanguageExtensions the emulator has functions, but nothing that makes a part of a template many times. */
function refuseLoops(value: TemplateValue): void {
  if (isList(value)) value.forEach(refuseLoops);
  if (!isObject(value)) return;
  for (const [key, entry] of Object.entries(value)) {
    if (key.startsWith("Fn::ForEach")) throw notEmulated("Fn::ForEach");
    refuseLoops(entry);
  }
}

function section(document: TemplateObject, name: string): TemplateObject {
  const value = document[name] ?? {};
  if (!isObject(value)) throw templateFormatError(`${name} must be an object.`);
  return value;
}

/** Metadata alone may hold nulls: nothing reads it. */
function refuseNulls(value: TemplateValue, path: string): void {
  if (value === null) throw validationError(`[${path}] 'null' values are not allowed in templates`);
  if (isList(value)) {
    value.forEach((entry, index) => {
      refuseNulls(entry, `${path}/${index}`);
    });
  } else if (isObject(value)) {
    for (const [key, entry] of Object.entries(value)) if (key !== "Metadata") refuseNulls(entry, `${path}/${key}`);
  }
}

function readDescription(value: TemplateValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string") throw templateFormatError("Every Description member must be a string.");
  if (Buffer.byteLength(value) > TEMPLATE_LIMITS.descriptionBytes) {
    throw templateFormatError(`'Description' length is greater than ${TEMPLATE_LIMITS.descriptionBytes}.`);
  }
  return value;
}

function readTransforms(value: TemplateValue | undefined): readonly string[] {
  if (value === undefined) return [];
  return (isList(value) ? value : [value]).map((entry) => {
    const name = isObject(entry) ? entry.Name : entry;
    if (typeof name !== "string") throw templateFormatError("Every Transform member must be a string.");
    return name;
  });
}

function readMappings(mappings: TemplateObject): Map<string, Mapping> {
  const entries = Object.entries(mappings);
  checkCount("mappings", entries.length, TEMPLATE_LIMITS.mappings);
  return new Map(entries.map(([name, value]) => [name, readMapping(name, value)]));
}

function readMapping(name: string, mapping: TemplateValue): Mapping {
  if (!isObject(mapping)) throw templateFormatError(`Every Mappings member ${name} must be a map`);
  return new Map(
    Object.entries(mapping).map(([key, attributes]) => {
      if (!isObject(attributes)) throw templateFormatError(`Every Mappings member ${key} must be a map`);
      const entries = Object.entries(attributes);
      checkCount("mapping attributes", entries.length, TEMPLATE_LIMITS.mappingAttributes);
      for (const [, value] of entries) {
        if (scalarText(value) === undefined && !isList(value)) {
          throw templateFormatError("Every Mappings attribute must be a String or a List.");
        }
      }
      return [key, new Map(entries)] as const;
    }),
  );
}

function readConditions(conditions: TemplateObject): Map<string, TemplateValue> {
  for (const value of Object.values(conditions)) checkCondition(value);
  return new Map(Object.entries(conditions));
}
