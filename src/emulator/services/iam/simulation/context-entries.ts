import { isIP } from "node:net";
import type { RequestContext } from "../../../../policy/index.ts";
import type { ConstrainedParams } from "../../../pipeline/constrained-params.ts";
import { badContextValue, repeatedContextKey } from "./errors.ts";

/** One context key with the values that the simulation is to have. */
export interface ContextEntry {
  readonly key: string;
  readonly values: readonly string[];
  readonly type: string;
}

type ScalarType = "string" | "numeric" | "boolean" | "ip" | "binary" | "date";

const SCALAR_TYPES: readonly ScalarType[] = ["string", "numeric", "boolean", "ip", "binary", "date"];
const TYPES = SCALAR_TYPES.flatMap((type) => [type, `${type}List`]);

const IS_OF_TYPE: Readonly<Record<ScalarType, (value: string) => boolean>> = {
  string: () => true,
  numeric: (value) => /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value),
  boolean: (value) => /^(?:true|false)$/i.test(value),
  ip: isAddress,
  binary: (value) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value),
  date: (value) => /^\d+$/.test(value) || (/^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value))),
};

/** Reads `ContextEntries`; call `params.check()` and then {@link contextOf}. */
export function readContextEntries(params: ConstrainedParams): readonly ContextEntry[] {
  return params.structs("ContextEntries", { maxCount: Number.POSITIVE_INFINITY }).map((entry) => ({
    key: entry.requiredText("ContextKeyName", { min: 5, max: 256 }),
    values: entry.texts("ContextKeyValues", { maxCount: Number.POSITIVE_INFINITY }),
    type: entry.text("ContextKeyType", { oneOf: TYPES }) ?? "stringList",
  }));
}

/**
 * The entries as a request's context.
 *
 * @throws AwsError `InvalidInput` where a value is not of its type, or a key is there twice.
 */
export function contextOf(entries: readonly ContextEntry[]): RequestContext {
  const context = new Map<string, string | readonly string[]>();
  for (const { key, values, type } of entries) {
    const isList = type.endsWith("List");
    const scalar = type.replace("List", "") as ScalarType;
    if ((!isList && values.length !== 1) || !values.every(IS_OF_TYPE[scalar])) throw badContextValue(key, type);
    if (context.has(key.toLowerCase())) throw repeatedContextKey(key);
    const [first, ...more] = values;
    // A key without a value is one that the request does not have.
    if (first !== undefined) context.set(key.toLowerCase(), more.length === 0 ? first : values);
  }
  return context;
}

function isAddress(value: string): boolean {
  const [address = "", length, ...more] = value.split("/");
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128));
}
