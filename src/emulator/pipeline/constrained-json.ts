import { AwsError } from "../../wire/index.ts";
import { brokenConstraints, type IntegerRule, type TextRule } from "./constrained-params.ts";
import type { ServiceRequest } from "./request.ts";

export interface ListRule {
  /** Default: none. */
  readonly minCount?: number;
  readonly maxCount: number;
}

interface Place {
  /** What goes before every name in a refusal, such as `tags.1.member.`. */
  readonly path: string;
  readonly violations: string[];
}

/**
 * Reads the input of a JSON request against the constraints of AWS's API models. Violations are collected and refused
 * together by `check`, in AWS's words; until then a refused or missing text reads as the empty text. A value of another
 * type than it must have is refused at once.
 */
export class ConstrainedJson {
  readonly #values: object;
  readonly #place: Place;

  constructor(values: object, place: Place = { path: "", violations: [] }) {
    this.#values = values;
    this.#place = place;
  }

  has(name: string): boolean {
    return this.#value(name) !== undefined;
  }

  text(name: string, { oneOf, ...rule }: TextRule = {}): string | undefined {
    const value = asText(this.#value(name));
    if (value === undefined) return undefined;
    for (const constraint of brokenConstraints(value, rule)) this.#violated(name, ` '${value}'`, constraint);
    if (oneOf !== undefined && !oneOf.includes(value)) {
      this.#violated(name, ` '${value}'`, `Member must satisfy enum value set: [${oneOf.join(", ")}]`);
    }
    return value;
  }

  requiredText(name: string, rule: TextRule = {}): string {
    const value = this.text(name, rule);
    if (value === undefined) this.#violated(name, " null", "Member must not be null");
    return value ?? "";
  }

  /** A text that no refusal repeats. */
  requiredSecret(name: string, rule: TextRule = {}): string {
    const value = asText(this.#value(name));
    if (value === undefined) this.#violated(name, " null", "Member must not be null");
    else for (const constraint of brokenConstraints(value, rule)) this.#violated(name, "", constraint);
    return value ?? "";
  }

  integer(name: string, { min, max }: IntegerRule): number | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (typeof value !== "number" || !Number.isInteger(value)) throw notConvertible(value, "an Integer");
    if (value < min) this.#violated(name, ` '${value}'`, `Member must have value greater than or equal to ${min}`);
    if (value > max) this.#violated(name, ` '${value}'`, `Member must have value less than or equal to ${max}`);
    return value;
  }

  boolean(name: string): boolean | undefined {
    const value = this.#value(name);
    if (value === undefined || typeof value === "boolean") return value;
    throw notConvertible(value, "a Boolean");
  }

  texts(name: string, { minCount, maxCount, ...rule }: TextRule & ListRule): readonly string[] {
    const values = this.#list(name).map((value) => {
      const text = asText(value);
      if (text === undefined) throw notConvertible(value, "a String");
      return text;
    });
    this.#checkCount(name, values, { maxCount, ...(minCount === undefined ? {} : { minCount }) });
    values.forEach((value, i) => {
      for (const constraint of brokenConstraints(value, rule)) {
        this.#violated(`${name}.${i + 1}.member`, ` '${value}'`, constraint);
      }
    });
    return values;
  }

  /** A list of structures, each with the same readers. */
  structs(name: string, rule: ListRule): readonly ConstrainedJson[] {
    const values = this.#list(name);
    this.#checkCount(name, values, rule);
    return values.map((value, i) => {
      const path = `${this.#memberPath(name)}.${i + 1}.member.`;
      return new ConstrainedJson(asStructure(value), { ...this.#place, path });
    });
  }

  /** @throws AwsError `ValidationException` where any constraint was violated. */
  check(): void {
    const { violations } = this.#place;
    if (violations.length === 0) return;
    const errors = violations.length === 1 ? "1 validation error" : `${violations.length} validation errors`;
    throw new AwsError("ValidationException", `${errors} detected: ${violations.join("; ")}`, { status: 400 });
  }

  /** A null is as good as absent. */
  #value(name: string): unknown {
    const value = Object.hasOwn(this.#values, name) ? (this.#values as Record<string, unknown>)[name] : undefined;
    return value ?? undefined;
  }

  #list(name: string): readonly unknown[] {
    const value = this.#value(name);
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw notConvertible(value, "a Collection");
    return value;
  }

  #checkCount(name: string, values: readonly unknown[], { minCount = 0, maxCount }: ListRule): void {
    if (!this.has(name)) {
      if (minCount > 0) this.#violated(name, " null", "Member must not be null");
      return;
    }
    const shown = values.every((value) => typeof value === "string") ? ` '[${values.join(", ")}]'` : "";
    if (values.length < minCount) {
      this.#violated(name, shown, `Member must have length greater than or equal to ${minCount}`);
    }
    if (values.length > maxCount) {
      this.#violated(name, shown, `Member must have length less than or equal to ${maxCount}`);
    }
  }

  #violated(name: string, shown: string, constraint: string): void {
    this.#place.violations.push(
      `Value${shown} at '${this.#memberPath(name)}' failed to satisfy constraint: ${constraint}`,
    );
  }

  #memberPath(name: string): string {
    return this.#place.path + name.charAt(0).toLowerCase() + name.slice(1);
  }
}

/**
 * The input of a request to a JSON service. An empty body is an empty input.
 *
 * @throws AwsError `SerializationException` where the body is no JSON object.
 */
export function jsonParams({ form }: Pick<ServiceRequest, "form">): ConstrainedJson {
  if (form.trim() === "") return new ConstrainedJson({});
  let value: unknown;
  try {
    value = JSON.parse(form);
  } catch {
    throw serialization("");
  }
  return new ConstrainedJson(asStructure(value));
}

function asText(value: unknown): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  throw notConvertible(value, "a String");
}

function asStructure(value: unknown): object {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw serialization("Unexpected value type in payload");
}

function notConvertible(value: unknown, type: string): AwsError {
  const found = Array.isArray(value)
    ? "START_ARRAY"
    : typeof value === "object"
      ? "START_OBJECT"
      : TOKENS[typeof value];
  return serialization(`${found} can not be converted to ${type}`);
}

const TOKENS: Readonly<Record<string, string>> = {
  boolean: "BOOLEAN_VALUE",
  number: "NUMBER_VALUE",
  string: "STRING_VALUE",
};

function serialization(message: string): AwsError {
  return new AwsError("SerializationException", message, { status: 400 });
}
