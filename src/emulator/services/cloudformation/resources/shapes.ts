import { isList, isObject, scalarText, type TemplateObject, type TemplateValue } from "../template/value.ts";

/** What one property may hold. */
export type Shape =
  | { readonly type: "text" | "integer" | "boolean" | "document"; readonly required?: true }
  | { readonly type: "list"; readonly of: Shape; readonly required?: true }
  | { readonly type: "object"; readonly members: Members; readonly required?: true }
  /** AWS has it, the emulator has not: whoever asks for it is told, for the resource would not be what it seems. */
  | { readonly type: "not-emulated"; readonly required?: never };

export type Members = Readonly<Record<string, Shape>>;

/** The type of a value of a shape. Numbers and booleans are accepted as texts too, as CloudFormation accepts them. */
export type ValueOf<S extends Shape> = S extends { type: "text" | "document" }
  ? string
  : S extends { type: "integer" }
    ? number
    : S extends { type: "boolean" }
      ? boolean
      : S extends { type: "list"; of: infer Of extends Shape }
        ? readonly ValueOf<Of>[]
        : S extends { type: "object"; members: infer M extends Members }
          ? PropertiesOf<M>
          : never;

/** The type of an object with such members. */
export type PropertiesOf<M extends Members> = {
  readonly [K in keyof M as M[K] extends { required: true } ? K : never]: ValueOf<M[K]>;
} & {
  readonly [K in keyof M as M[K] extends { required: true } ? never : K]?: ValueOf<M[K]> | undefined;
};

/** Names that AWS has and the emulator has not. */
export function notEmulated<const N extends string>(
  names: readonly N[],
): Readonly<Record<N, { type: "not-emulated" }>> {
  const entries = names.map((name) => [name, { type: "not-emulated" }] as const);
  return Object.fromEntries(entries) as Readonly<Record<N, { type: "not-emulated" }>>;
}

/** Properties that are not as the resource type wants them; the messages are AWS's. */
export class PropertyError extends Error {
  override readonly name = "PropertyError";

  constructor(faults: readonly string[]) {
    super(`Property validation failure: [${faults.join(", ")}]`);
  }
}

/**
 * Reads properties by their shapes. A document (a policy) becomes its JSON text.
 *
 * @throws PropertyError where one is missing, unknown, or of another type.
 */
export function readProperties<M extends Members>(properties: TemplateObject, members: M): PropertiesOf<M> {
  const faults: string[] = [];
  const values = readMembers(properties, members, { path: "", faults });
  if (faults.length > 0) throw new PropertyError(faults);
  return values as PropertiesOf<M>;
}

interface Place {
  readonly path: string;
  /** What is found wrong is added here. */
  readonly faults: string[];
}

function readMembers(object: TemplateObject, members: Members, place: Place): Record<string, unknown> {
  const { path, faults } = place;
  const unknown = Object.keys(object).filter((name) => !Object.hasOwn(members, name));
  if (unknown.length > 0) {
    faults.push(`Encountered unsupported properties in {${path === "" ? "/" : path}}: [${unknown.join(", ")}]`);
  }
  const values: Record<string, unknown> = {};
  for (const [name, shape] of Object.entries(members)) {
    const value = object[name];
    const inner = { path: `${path}/${name}`, faults };
    if (value !== undefined) values[name] = readValue(value, shape, inner);
    else if (shape.required) faults.push(`The property {${inner.path}} is required`);
  }
  return values;
}

const TYPE_NAMES: Readonly<Record<Exclude<Shape["type"], "not-emulated">, string>> = {
  text: "String",
  integer: "Integer",
  boolean: "Boolean",
  document: "Object",
  list: "Array",
  object: "Object",
};

function readValue(value: TemplateValue, shape: Shape, place: Place): unknown {
  if (shape.type === "not-emulated") {
    place.faults.push(`The property {${place.path}} is not supported by this emulator`);
    return undefined;
  }
  if (shape.type === "list" && isList(value)) {
    return value.map((entry, index) => readValue(entry, shape.of, { ...place, path: `${place.path}/${index}` }));
  }
  if (shape.type === "object" && isObject(value)) return readMembers(value, shape.members, place);
  const read = readScalar(value, shape.type);
  if (read === undefined) place.faults.push(mismatch(place.path, TYPE_NAMES[shape.type]));
  return read;
}

function readScalar(value: TemplateValue, type: Shape["type"]): string | number | boolean | undefined {
  const text = scalarText(value);
  switch (type) {
    case "text":
      return text;
    case "integer":
      return text !== undefined && /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "document":
      return isObject(value) ? JSON.stringify(value) : typeof value === "string" ? value : undefined;
    default:
      return undefined;
  }
}

const mismatch = (path: string, type: string): string => `Value of property {${path}} does not match type {${type}}`;
