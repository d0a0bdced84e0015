import { AwsError, type QueryParams } from "../../wire/index.ts";

/** What a text must be. Lengths are counted in Unicode scalar values, as AWS counts them. */
export interface TextRule {
  readonly min?: number;
  readonly max?: number;
  /** A regular expression for the whole text, shown in the refusal as it stands here. */
  readonly pattern?: string;
  /** The values that there are. */
  readonly oneOf?: readonly string[];
}

/** What a whole number must be. */
export interface IntegerRule {
  readonly min: number;
  readonly max: number;
}

export interface ConstrainedParamsOptions {
  /** STS repeats the value that it refuses; IAM does not. */
  readonly showValues: boolean;
  /** What goes before every name in a refusal, such as `tags.1.member.`. Default: nothing. */
  readonly path?: string;
  /** Where violations are collected. Default: a list of its own. */
  readonly violations?: string[];
}

/**
 * Reads a query request's parameters against the constraints of AWS's API models. Violations are collected and refused
 * together by `check`, in AWS's words; until then a refused or missing text reads as the empty text.
 */
export class ConstrainedParams {
  readonly #params: QueryParams;
  readonly #showValues: boolean;
  readonly #path: string;
  readonly #violations: string[];

  constructor(params: QueryParams, { showValues, path = "", violations = [] }: ConstrainedParamsOptions) {
    this.#params = params;
    this.#showValues = showValues;
    this.#path = path;
    this.#violations = violations;
  }

  text(name: string, rule: TextRule = {}): string | undefined {
    const value = this.#params.string(name);
    if (value !== undefined) {
      for (const constraint of brokenConstraints(value, rule)) this.#violated(name, value, constraint);
    }
    return value;
  }

  requiredText(name: string, rule: TextRule = {}): string {
    const value = this.text(name, rule);
    if (value === undefined) this.#violated(name, undefined, "Member must not be null");
    return value ?? "";
  }

  /** A text that no refusal repeats. */
  requiredSecret(name: string, rule: TextRule = {}): string {
    const value = this.#params.string(name);
    if (value === undefined) this.#violated(name, undefined, "Member must not be null");
    else for (const constraint of brokenConstraints(value, rule)) this.#violated(name, "***", constraint);
    return value ?? "";
  }

  /** @throws AwsError `MalformedInput` where the value is not a whole number. */
  integer(name: string, { min, max }: IntegerRule): number | undefined {
    const value = this.#params.integer(name);
    if (value === undefined) return undefined;
    if (value < min) this.#violated(name, String(value), `Member must have value greater than or equal to ${min}`);
    if (value > max) this.#violated(name, String(value), `Member must have value less than or equal to ${max}`);
    return value;
  }

  /** @throws AwsError `MalformedInput` where the value is neither `true` nor `false`. */
  boolean(name: string): boolean | undefined {
    return this.#params.boolean(name);
  }

  /** Refuses a request that does not have the parameter at all; an empty list is there. */
  requirePresence(name: string): void {
    if (!this.#params.has(name)) this.#violated(name, undefined, "Member must not be null");
  }

  /** A list of texts, at most `maxCount`. */
  texts(name: string, { maxCount, ...rule }: TextRule & { readonly maxCount: number }): readonly string[] {
    this.#refuseScalar(name);
    const values = this.#params.list(name);
    this.#checkCount(name, values.length, maxCount);
    values.forEach((value, i) => {
      for (const constraint of brokenConstraints(value, rule)) {
        this.#violated(`${name}.${i + 1}.member`, value, constraint);
      }
    });
    return values;
  }

  /** A list of texts with at least one, at most `maxCount`. */
  requiredTexts(name: string, rule: TextRule & { readonly maxCount: number }): readonly string[] {
    const values = this.texts(name, rule);
    if (values.length === 0) this.#violated(name, undefined, "Member must not be null");
    return values;
  }

  /** A list of structures, at most `maxCount`, each with the same readers. */
  structs(name: string, { maxCount }: { readonly maxCount: number }): readonly ConstrainedParams[] {
    this.#refuseScalar(name);
    const entries = this.#params.structList(name);
    this.#checkCount(name, entries.length, maxCount);
    return entries.map((entry, i) => {
      return new ConstrainedParams(entry, {
        showValues: this.#showValues,
        path: `${this.#memberPath(name)}.${i + 1}.member.`,
        violations: this.#violations,
      });
    });
  }

  /** @throws AwsError `ValidationError` where any constraint was violated. */
  check(): void {
    const violations = this.#violations;
    if (violations.length === 0) return;
    const errors = violations.length === 1 ? "1 validation error" : `${violations.length} validation errors`;
    throw validationError(`${errors} detected: ${violations.join("; ")}`);
  }

  /** A value where a list must be would otherwise pass for an empty list, and a restriction be dropped in silence. */
  #refuseScalar(name: string): void {
    if ((this.#params.string(name) ?? "") !== "") throw new AwsError("MalformedInput", "", { status: 400 });
  }

  #checkCount(name: string, count: number, maxCount: number): void {
    if (count > maxCount) this.#violated(name, "", `Member must have length less than or equal to ${maxCount}`);
  }

  #violated(name: string, value: string | undefined, constraint: string): void {
    const shown = value === undefined ? " null" : ` '${value}'`;
    this.#violations.push(
      `Value${this.#showValues ? shown : ""} at '${this.#memberPath(name)}' failed to satisfy constraint: ${constraint}`,
    );
  }

  #memberPath(name: string): string {
    return this.#path + name.charAt(0).toLowerCase() + name.slice(1);
  }
}

/** A refusal of the input, in the words that the service has for it. */
function validationError(message: string): AwsError {
  return new AwsError("ValidationError", message, { status: 400 });
}

/** What a text breaks of a rule, in the words of AWS's API models. */
export function brokenConstraints(value: string, { min = 0, max, pattern, oneOf }: TextRule): string[] {
  const length = [...value].length;
  const broken: string[] = [];
  // The pattern comes before the lengths, as in the recorded answers of STS.
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, "u").test(value)) {
    broken.push(`Member must satisfy regular expression pattern: ${pattern}`);
  }
  if (length < min) broken.push(`Member must have length greater than or equal to ${min}`);
  if (max !== undefined && length > max) broken.push(`Member must have length less than or equal to ${max}`);
  if (oneOf !== undefined && !oneOf.includes(value)) broken.push("Member must satisfy enum value set");
  return broken;
}
