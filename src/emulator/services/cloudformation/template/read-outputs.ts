import { templateFormatError, validationError } from "../errors.ts";
import { checkFunctions } from "./functions.ts";
import { checkCount, checkName, TEMPLATE_LIMITS } from "./limits.ts";
import type { OutputDefinition } from "./model.ts";
import { isObject, type TemplateObject, type TemplateValue } from "./value.ts";

const ATTRIBUTES: ReadonlySet<string> = new Set(["Value", "Description", "Condition", "Export"]);

/** Checks the Outputs block. */
export function readOutputs(section: TemplateObject): Map<string, OutputDefinition> {
  const entries = Object.entries(section);
  checkCount("outputs", entries.length, TEMPLATE_LIMITS.outputs);
  return new Map(entries.map(([name, value]) => [name, readOutput(name, value)]));
}

function readOutput(name: string, output: TemplateValue): OutputDefinition {
  checkName("Output", name);
  if (!isObject(output)) throw templateFormatError("Any Outputs member must be an object.");
  const unknown = Object.keys(output).find((key) => !ATTRIBUTES.has(key));
  if (unknown !== undefined) throw validationError(`Invalid template output property '${unknown}'`);
  const { Value: value, Description: description, Condition: condition } = output;
  if (value === undefined) throw templateFormatError("Every Outputs member must contain a Value object");
  if (description !== undefined && typeof description !== "string") {
    throw templateFormatError("Every Description member must be a string.");
  }
  if (condition !== undefined && typeof condition !== "string") {
    throw templateFormatError("Every Condition member must be a string.");
  }
  checkFunctions(value);
  return { name, value, description, condition, exportName: readExportName(output.Export) };
}

function readExportName(value: TemplateValue | undefined): TemplateValue | undefined {
  if (value === undefined) return undefined;
  const name = isObject(value) && Object.keys(value).length === 1 ? value.Name : undefined;
  if (name === undefined) throw templateFormatError("Output Export must be an object with a Name member.");
  checkFunctions(name);
  return name;
}
