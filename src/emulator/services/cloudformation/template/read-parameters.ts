import { templateFormatError, validationError } from "../errors.ts";
import { checkCount, checkName, TEMPLATE_LIMITS } from "./limits.ts";
import type { ParameterDefinition } from "./model.ts";
import { compilePattern } from "./parameter-pattern.ts";
import { parameterType } from "./parameter-types.ts";
import { isList, isObject, scalarText, type TemplateObject, type TemplateValue } from "./value.ts";

const ATTRIBUTES: ReadonlySet<string> = new Set([
  "Type",
  "Default",
  "Description",
  "NoEcho",
  "AllowedValues",
  "AllowedPattern",
  "ConstraintDescription",
  "MinLength",
  "MaxLength",
  "MinValue",
  "MaxValue",
]);

/** Checks the Parameters block. */
export function readParameters(section: TemplateObject): Map<string, ParameterDefinition> {
  const entries = Object.entries(section);
  checkCount("parameters", entries.length, TEMPLATE_LIMITS.parameters);
  return new Map(entries.map(([name, value]) => [name, readParameter(name, value)]));
}

function readParameter(name: string, value: TemplateValue): ParameterDefinition {
  checkName("Parameter", name);
  if (!isObject(value)) throw templateFormatError("Any Parameters member must be an object.");
  const unknown = Object.keys(value).find((key) => !ATTRIBUTES.has(key));
  if (unknown !== undefined) throw validationError(`Invalid template parameter property '${unknown}'`);
  const type = value.Type;
  if (typeof type !== "string") {
    throw templateFormatError("Every Parameters object must contain a Type member.");
  }
  if (parameterType(type) === undefined) throw templateFormatError(`Unrecognized parameter type: ${type}`);
  const pattern = text(value, "AllowedPattern");
  if (pattern !== undefined) compilePattern(pattern);
  return {
    name,
    type,
    default: text(value, "Default"),
    description: text(value, "Description"),
    noEcho: text(value, "NoEcho")?.toLowerCase() === "true",
    allowedValues: readAllowedValues(value.AllowedValues),
    allowedPattern: pattern,
    constraintDescription: text(value, "ConstraintDescription"),
    minLength: number(value, "MinLength"),
    maxLength: number(value, "MaxLength"),
    minValue: number(value, "MinValue"),
    maxValue: number(value, "MaxValue"),
  };
}

function text(definition: TemplateObject, attribute: string): string | undefined {
  const value = definition[attribute];
  const found = scalarText(value);
  if (value !== undefined && found === undefined) {
    throw templateFormatError(`Every ${attribute} member must be a string.`);
  }
  return found;
}

function number(definition: TemplateObject, attribute: string): number | undefined {
  const found = text(definition, attribute);
  if (found === undefined) return undefined;
  if (!/^[+-]?\d+(\.\d+)?$/.test(found)) throw templateFormatError(`Every ${attribute} member must be a number.`);
  return Number(found);
}

function readAllowedValues(value: TemplateValue | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (!isList(value)) throw templateFormatError("Every AllowedValues member must be a list.");
  return value.map((entry) => {
    const found = scalarText(entry);
    if (found === undefined) throw templateFormatError("Every AllowedValues value must be a string.");
    return found;
  });
}
