import { matchesWithinTime } from "../../../pipeline/java-pattern.ts";
import { validationError } from "../errors.ts";
import { TEMPLATE_LIMITS } from "./limits.ts";
import type { ParameterDefinition, Template } from "./model.ts";
import { compilePattern } from "./parameter-pattern.ts";
import { parameterType } from "./parameter-types.ts";

/** A parameter as CreateStack was given it. */
export interface GivenParameter {
  readonly key: string;
  /** Absent where it is to be as in the template's last version. */
  readonly value: string | undefined;
}

/** A parameter with the value that a stack uses. Plain data: it is kept with the stack. */
export interface StackParameter {
  readonly key: string;
  /** As given, or the default. */
  readonly value: string;
  /** What stands in its place, where the value is the name of a parameter of Systems Manager. */
  readonly resolvedValue?: string;
  readonly noEcho: boolean;
}

/** Looks up the values of parameters of Systems Manager. */
export type ParameterStore = (names: readonly string[]) => ReadonlyMap<string, string>;

/**
 * Puts together given values and defaults, and checks them against their definitions.
 *
 * @throws AwsError `ValidationError`.
 */
export function resolveParameters(
  template: Template,
  given: readonly GivenParameter[],
  store: ParameterStore,
): readonly StackParameter[] {
  const values = givenValues(template, given);
  const missing = [...template.parameters.values()].filter(
    (definition) => values.get(definition.name) === undefined && definition.default === undefined,
  );
  if (missing.length > 0) {
    throw validationError(`Parameters: [${missing.map(({ name }) => name).join(", ")}] must have values`);
  }
  const parameters = [...template.parameters.values()].map((definition) => {
    const value = values.get(definition.name) ?? definition.default ?? "";
    checkValue(definition, value);
    return { key: definition.name, value, noEcho: definition.noEcho };
  });
  return withStoredValues(template, parameters, store);
}

function givenValues(template: Template, given: readonly GivenParameter[]): Map<string, string> {
  const unknown = given.filter(({ key }) => !template.parameters.has(key)).map(({ key }) => key);
  if (unknown.length > 0) {
    throw validationError(`Parameters: [${unknown.join(", ")}] do not exist in the template`);
  }
  const values = new Map<string, string>();
  for (const { key, value } of given) {
    if (value === undefined) {
      throw validationError(
        `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      );
    }
    if (values.has(key)) throw validationError(`Parameter '${key}' must not be given more than once`);
    values.set(key, value);
  }
  return values;
}

function checkValue(definition: ParameterDefinition, value: string): void {
  const { name } = definition;
  const refuse = (text: string): never => {
    const constraint = definition.constraintDescription;
    throw validationError(
      constraint === undefined
        ? `Parameter '${name}' ${text}`
        : `Parameter '${name}' failed to satisfy constraint: ${constraint}`,
    );
  };
  if (Buffer.byteLength(value) > TEMPLATE_LIMITS.parameterValueBytes) {
    throw validationError(`Parameter '${name}' must contain at most ${TEMPLATE_LIMITS.parameterValueBytes} bytes`);
  }
  for (const entry of parameterEntries(definition, value)) checkEntry(definition, entry, refuse);
}

function checkEntry(definition: ParameterDefinition, value: string, refuse: (text: string) => never): void {
  const { allowedValues, allowedPattern, minLength, maxLength, minValue, maxValue } = definition;
  const form = parameterType(definition.type)?.form;
  if (form === "number" || form === "number-list") {
    if (!/^[+-]?\d+(\.\d+)?$/.test(value)) throw validationError(`Parameter '${definition.name}' must be a number.`);
    if (minValue !== undefined && Number(value) < minValue) refuse(`must be a number not less than ${minValue}`);
    if (maxValue !== undefined && Number(value) > maxValue) refuse(`must be a number not greater than ${maxValue}`);
  }
  if (allowedValues !== undefined && !allowedValues.includes(value)) refuse("must be one of AllowedValues");
  if (allowedPattern !== undefined && !matchesWithinTime(compilePattern(allowedPattern), value)) {
    refuse(`must match pattern ${allowedPattern}`);
  }
  if (minLength !== undefined && value.length < minLength) refuse(`must contain at least ${minLength} characters`);
  if (maxLength !== undefined && value.length > maxLength) refuse(`must contain at most ${maxLength} characters`);
}

/** The values that a parameter holds: the entries of a list, else the one. */
export function parameterEntries(definition: ParameterDefinition, value: string): readonly string[] {
  const type = parameterType(definition.type);
  const isListed = type?.form === "list" || type?.form === "number-list";
  // What is passed for a stored list is the one name that it is stored under.
  if (!isListed || type.fromParameterStore) return [value];
  return splitList(value);
}

/** What `Ref` gives for a parameter. */
export function parameterValue(definition: ParameterDefinition, parameter: StackParameter): string | readonly string[] {
  const text = parameter.resolvedValue ?? parameter.value;
  const form = parameterType(definition.type)?.form;
  return form === "list" || form === "number-list" ? splitList(text) : text;
}

function splitList(text: string): readonly string[] {
  return text === "" ? [] : text.split(",").map((entry) => entry.trim());
}

function withStoredValues(
  template: Template,
  parameters: readonly StackParameter[],
  store: ParameterStore,
): readonly StackParameter[] {
  const isStored = ({ key }: StackParameter): boolean =>
    parameterType(template.parameters.get(key)?.type ?? "")?.fromParameterStore === true;
  const names = parameters.filter(isStored).map(({ value }) => value);
  if (names.length === 0) return parameters;
  const found = store(names);
  const unknown = names.filter((name) => !found.has(name));
  if (unknown.length > 0) {
    throw validationError(`Unable to fetch parameters [${unknown.join(",")}] from parameter store for this account.`);
  }
  return parameters.map((parameter) => {
    const resolvedValue = isStored(parameter) ? found.get(parameter.value) : undefined;
    return resolvedValue === undefined ? parameter : { ...parameter, resolvedValue };
  });
}
