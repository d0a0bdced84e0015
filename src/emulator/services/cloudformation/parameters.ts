import type { QueryParams } from "../../../wire/index.ts";
import type { Tag } from "../../state/identities.ts";
import { constraintError, notEmulated, validationError } from "./errors.ts";

const NAME_OR_ID = /^(?:[a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*)$/;
const NAME_PATTERN = "[a-zA-Z][-a-zA-Z0-9]*";
const MAX_NAME_CHARACTERS = 128;
const MAX_TAGS = 50;

/** The `StackName` of an operation on a stack that exists: its name or its id. */
export function stackNameOrId(params: QueryParams): string {
  const value = required(params, "StackName");
  if (!NAME_OR_ID.test(value)) {
    throw patternError("stackName", value, `${NAME_PATTERN}|arn:[-a-zA-Z0-9:/._+]*`);
  }
  return value;
}

/** The same where it may be left out. */
export function optionalStackNameOrId(params: QueryParams): string | undefined {
  const value = params.string("StackName");
  return value === undefined || value === "" ? undefined : stackNameOrId(params);
}

/** The `StackName` of a new stack. */
export function newStackName(params: QueryParams): string {
  const value = required(params, "StackName");
  if (!new RegExp(`^${NAME_PATTERN}$`).test(value)) throw patternError("stackName", value, NAME_PATTERN);
  if (value.length > MAX_NAME_CHARACTERS) {
    const constraint = `Member must have length less than or equal to ${MAX_NAME_CHARACTERS}`;
    throw constraintError("stackName", value, constraint);
  }
  return value;
}

/** @throws AwsError `ValidationError` where the parameter is absent or empty. */
export function required(params: QueryParams, name: string): string {
  const value = params.string(name);
  if (value !== undefined && value !== "") return value;
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  throw validationError(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

/** A parameter with a closed set of values, or the default. */
export function oneOf<const V extends string>(params: QueryParams, name: string, values: readonly V[]): V | undefined {
  const given = params.string(name);
  if (given === undefined) return undefined;
  const value = values.find((known) => known === given);
  if (value !== undefined) return value;
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  throw constraintError(member, given, `Member must satisfy enum value set: [${values.join(", ")}]`);
}

export function clientRequestToken(params: QueryParams): string | undefined {
  const value = params.string("ClientRequestToken");
  if (value === undefined) return undefined;
  if (!/^[a-zA-Z0-9][-a-zA-Z0-9]{0,127}$/.test(value)) {
    throw patternError("clientRequestToken", value, "[a-zA-Z0-9][-a-zA-Z0-9]*");
  }
  return value;
}

export function tags(params: QueryParams): readonly Tag[] {
  const found = params.structList("Tags").map((tag) => ({ key: required(tag, "Key"), value: required(tag, "Value") }));
  if (found.length > MAX_TAGS) {
    throw constraintError("tags", "[...]", `Member must have length less than or equal to ${MAX_TAGS}`);
  }
  for (const [index, { key, value }] of found.entries()) {
    if (key.length > 128 || value.length > 256) throw validationError(`Tag ${key} is too long`);
    if (key.toLowerCase().startsWith("aws:")) {
      throw validationError("aws: prefixed tag key names are not allowed for external use.");
    }
    if (found.findIndex((tag) => tag.key === key) !== index) throw validationError(`Duplicate tag key: ${key}`);
  }
  return found;
}

/**
 * Refuses parameters that AWS would act on and the emulator cannot.
 *
 * @throws AwsError `NotImplemented`.
 */
export function refuseParameters(params: QueryParams, names: readonly string[]): void {
  const given = names.find((name) => params.has(name) && params.string(name) !== "" && params.string(name) !== "false");
  if (given !== undefined) throw notEmulated(given);
}

function patternError(member: string, value: string, pattern: string): Error {
  return constraintError(member, value, `Member must satisfy regular expression pattern: ${pattern}`);
}
