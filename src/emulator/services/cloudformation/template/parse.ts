import { templateFormatError } from "../errors.ts";
import { JsonSyntaxError, parseJson } from "./json.ts";
import type { Template } from "./model.ts";
import { readTemplate } from "./read.ts";
import { isObject, type TemplateValue } from "./value.ts";
import { parseYaml } from "./yaml.ts";

/**
 * Reads a template, in JSON or in YAML, and checks everything that can be checked without parameters.
 *
 * @throws AwsError `ValidationError` in AWS's words ("Template anatomy", "Template reference").
 */
export function parseTemplate(body: string): Template {
  const value = parseBody(body);
  if (!isObject(value)) throw templateFormatError("unsupported structure.");
  return readTemplate(value);
}

/** A body that begins with a brace is JSON, even though YAML could read it too: its mistakes are told as JSON's. */
function parseBody(body: string): TemplateValue {
  if (!body.trimStart().startsWith("{")) return parseYaml(body);
  try {
    return parseJson(body);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw templateFormatError(`JSON not well-formed. (line ${error.line}, column ${error.column})`);
  }
}
