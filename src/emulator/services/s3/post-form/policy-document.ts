import type { AwsError } from "../../../../wire/index.ts";
import { s3Error } from "../errors.ts";

/** One thing that a form's policy asks for. */
export type PostCondition =
  | { readonly type: "eq" | "starts-with"; readonly field: string; readonly value: string; readonly shown: string }
  | { readonly type: "content-length-range"; readonly least: number; readonly most: number }
  /** One that nothing can meet, such as a field that is named without its `$`. */
  | { readonly type: "never"; readonly shown: string };

/** What a form may bring, as its signer said. */
export interface PostPolicy {
  readonly expiresAt: Date;
  readonly conditions: readonly PostCondition[];
}

/**
 * Reads a form's policy ("Creating a POST policy" of the S3 API Reference).
 *
 * @throws AwsError `InvalidPolicyDocument`.
 */
export function parsePostPolicy(base64: string): PostPolicy {
  const document = parseJson(base64);
  const expiration = document.expiration;
  if (expiration === undefined) throw invalid("Policy missing expiration.");
  const expiresAt = new Date(typeof expiration === "string" && ISO_TIME.test(expiration) ? expiration : "");
  if (Number.isNaN(expiresAt.getTime())) throw invalid(`Invalid 'expiration' value: '${String(expiration)}'`);
  if (!Array.isArray(document.conditions)) throw invalid("Policy missing conditions.");
  return { expiresAt, conditions: document.conditions.map(readCondition) };
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

function parseJson(base64: string): { readonly expiration?: unknown; readonly conditions?: unknown } {
  const bytes = Buffer.from(base64, "base64");
  try {
    const document: unknown = JSON.parse(bytes.toString("utf8"));
    if (typeof document === "object" && document !== null && !Array.isArray(document)) return document;
  } catch {
    // Not JSON, or not base64 of it: the same to S3.
  }
  throw invalid("Invalid JSON.");
}

function readCondition(condition: unknown): PostCondition {
  if (Array.isArray(condition)) return readList(condition);
  if (typeof condition !== "object" || condition === null) throw invalid("Invalid Condition.");
  const [entry, ...more] = Object.entries(condition);
  if (entry === undefined || more.length > 0) {
    throw invalid("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.");
  }
  const [field, value] = entry;
  if (typeof value !== "string") throw invalid("Invalid Simple-Condition: value must be a string.");
  return { type: "eq", field: field.toLowerCase(), value, shown: show(["eq", `$${field}`, value]) };
}

function readList(list: readonly unknown[]): PostCondition {
  const [operator, first, second] = list;
  const type = typeof operator === "string" ? operator.toLowerCase() : "";
  const shown = show(list);
  if (list.length !== 3) throw invalid(`Invalid Condition: wrong number of arguments: ${shown}`);
  if (type === "content-length-range") {
    const [least, most] = [first, second].map((bound) => (isWhole(bound) ? Number(bound) : Number.NaN));
    if (least === undefined || most === undefined || Number.isNaN(least + most)) return { type: "never", shown };
    return { type, least, most };
  }
  if (type !== "eq" && type !== "starts-with")
    throw invalid(`Invalid Condition: unknown operation '${String(operator)}'`);
  if (typeof first !== "string" || typeof second !== "string")
    throw invalid("Invalid Condition: values must be strings.");
  if (!first.startsWith("$")) return { type: "never", shown };
  return { type, field: first.slice(1).toLowerCase(), value: second, shown };
}

function isWhole(bound: unknown): boolean {
  return /^\d{1,15}$/.test(String(bound)) && (typeof bound === "number" || typeof bound === "string");
}

/** A condition as S3 shows it, with a space after each comma. */
function show(list: readonly unknown[]): string {
  return `[${list.map((one) => JSON.stringify(one)).join(", ")}]`;
}

function invalid(message: string): AwsError {
  return s3Error(400, ["InvalidPolicyDocument", `Invalid Policy: ${message}`]);
}
