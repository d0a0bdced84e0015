import { isList, isObject, scalarText, type TemplateObject, type TemplateValue } from "../template/value.ts";
import type { PropertyFault } from "./property-error.ts";
import type { Definitions, Emulated, MemberSchemas, TypeSchema, ValueSchema } from "./schema.ts";

/** What a type's properties are read by. */
export interface PropertyRules {
  readonly schema: TypeSchema;
  readonly emulates: Emulated;
}

/**
 * Reads properties by a schema. A document (a policy) becomes its JSON text, numbers and booleans are converted as
 * CloudFormation converts them.
 *
 * @returns the values, and what was found wrong with them: the values can be used only where that is nothing.
 */
export function readProperties(
  properties: TemplateObject,
  { schema, emulates }: PropertyRules,
): { readonly values: object; readonly faults: readonly PropertyFault[] } {
  const faults: PropertyFault[] = [];
  const place: Place = { path: [], emulates, definitions: schema.definitions, faults };
  return { values: readMembers(properties, schema.properties, place), faults };
}

interface Place {
  readonly path: PropertyFault["path"];
  readonly emulates: Emulated;
  readonly definitions: Definitions;
  /** What is found wrong is added here. */
  readonly faults: PropertyFault[];
}

function readMembers(object: TemplateObject, members: MemberSchemas, place: Place): Record<string, unknown> {
  const { path, faults } = place;
  for (const [key, { required }] of Object.entries(members)) {
    if (required === true && object[key] === undefined) faults.push({ path, problem: { kind: "missing", key } });
  }
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object)) {
    const schema = Object.hasOwn(members, key) ? members[key] : undefined;
    const emulates = emulatedIn(place.emulates, key);
    if (schema === undefined) faults.push({ path, problem: { kind: "unknown", key } });
    else if (emulates === undefined) faults.push({ path, problem: { kind: "not-emulated", key } });
    else values[key] = readValue(value, schema, { ...place, path: [...path, key], emulates });
  }
  return values;
}

function emulatedIn(emulates: Emulated, key: string): Emulated | undefined {
  if (emulates === true) return true;
  return Object.hasOwn(emulates, key) ? emulates[key] : undefined;
}

/** Types as the validator of AWS's schemas calls them. */
const TYPE_NAMES: Readonly<Record<ValueSchema["type"], string>> = {
  text: "String",
  integer: "Integer",
  number: "Number",
  boolean: "Boolean",
  document: "JSONObject",
  list: "JSONArray",
  map: "JSONObject",
  object: "JSONObject",
};

function readValue(value: TemplateValue, schema: ValueSchema, place: Place): unknown {
  if (schema.type === "list" && isList(value)) {
    return value.map((entry, index) => readValue(entry, schema.of, { ...place, path: [...place.path, index] }));
  }
  if (schema.type === "map" && isObject(value)) {
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, entry]) => [key, readValue(entry, schema.of, { ...place, path: [...place.path, key] })]),
    );
  }
  if (schema.type === "object" && isObject(value)) return readMembers(value, members(schema.is, place), place);
  const read = readScalar(value, schema.type);
  if (read === undefined) {
    const expected = TYPE_NAMES[schema.type];
    place.faults.push({ path: place.path, problem: { kind: "type", expected, found: typeNameOf(value) } });
  } else if (schema.type === "text" && schema.values?.includes(String(read)) === false) {
    place.faults.push({ path: place.path, problem: { kind: "value" } });
  }
  return read;
}

function members(name: string, { definitions }: Place): MemberSchemas {
  const found = definitions[name];
  if (found === undefined) throw new Error(`the schema has no definition of ${name}`);
  return found;
}

function readScalar(value: TemplateValue, type: ValueSchema["type"]): string | number | boolean | undefined {
  const text = scalarText(value);
  switch (type) {
    case "text":
      return text;
    case "integer":
      return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
    case "number":
      return text !== undefined && /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : undefined;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "document":
      return isObject(value) ? JSON.stringify(value) : typeof value === "string" ? value : undefined;
    default:
      return undefined;
  }
}

function typeNameOf(value: TemplateValue): string {
  if (isList(value)) return "JSONArray";
  if (isObject(value)) return "JSONObject";
  if (value === null) return "Null";
  if (typeof value === "number") return Number.isInteger(value) ? "Integer" : "BigDecimal";
  return typeof value === "boolean" ? "Boolean" : "String";
}
