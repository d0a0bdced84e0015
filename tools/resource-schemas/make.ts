import { loadAwsServiceSpec } from "@aws-cdk/aws-service-spec";
import { RESOURCE_TYPE_NAMES } from "./types.ts";

type Spec = Awaited<ReturnType<typeof loadAwsServiceSpec>>;
type Resource = ReturnType<Spec["all"]>[number] & SpecMembers & { readonly primaryIdentifier?: readonly string[] };

/** What the schemas are made of, as far as it is read here; the package's own types are not exported by it. */
interface SpecMembers {
  readonly properties: Readonly<Record<string, SpecProperty>>;
}

interface SpecProperty {
  readonly type: SpecType;
  readonly required?: boolean;
  readonly causesReplacement?: "yes" | "no" | "maybe";
}

interface SpecType {
  readonly type: string;
  readonly allowedValues?: readonly unknown[];
  readonly element?: SpecType;
  readonly types?: readonly SpecType[];
  readonly reference?: { readonly $ref: string };
}

/** Where the files belong. */
export const SCHEMAS_FOLDER = "src/emulator/services/cloudformation/resources/schemas";

const HEADER = `// Written by \`npm run schemas\` from @aws-cdk/aws-service-spec (Apache License 2.0): AWS's own schema of the type.
`;

/** The files of the folder, by name: one for each resource type, whose format is that of \`TypeSchema\`. */
export async function makeResourceSchemas(): Promise<ReadonlyMap<string, string>> {
  const spec = await loadAwsServiceSpec();
  return new Map(RESOURCE_TYPE_NAMES.map((type) => [`${words(type).join("-")}.ts`, schemaFile(type, spec)]));
}

function schemaFile(type: string, spec: Spec): string {
  const resource = spec.lookup("resource", "cloudFormationType", "equals", type).only() as unknown as Resource;
  const names = new Map<string, string>();
  const definitions = spec
    .follow("usesType", resource as never)
    .map(({ entity }) => entity as unknown as SpecMembers & { readonly $id: string; readonly name: string })
    .sort((a, b) => byText(a.name, b.name));
  for (const { $id, name } of definitions) names.set($id, name);
  const hasTags = Object.values(resource.properties).some(({ type }) => type.element?.type === "tag");
  const tag: SpecMembers = { properties: { Key: REQUIRED_TEXT, Value: REQUIRED_TEXT } };
  const attributes = Object.keys((resource as unknown as { attributes: object }).attributes);
  const parts = [
    ...definitions.flatMap((definition) => members(definition.name, definition, { indent: "    ", names })),
    ...(hasTags ? members("Tag", tag, { indent: "    ", names }) : []),
  ];
  return [
    HEADER,
    `export const ${words(type).join("_").toUpperCase()} = {`,
    `  name: ${JSON.stringify(type)},`,
    `  identifier: ${list(resource.primaryIdentifier ?? [])},`,
    `  attributes: ${list(attributes.sort(byText))},`,
    ...members("properties", resource, { indent: "  ", names }),
    ...(parts.length === 0 ? ["  definitions: {},"] : ["  definitions: {", ...parts, "  },"]),
    "} as const;",
    "",
  ].join("\n");
}

const REQUIRED_TEXT: SpecProperty = { type: { type: "string" }, required: true };

interface Place {
  readonly indent: string;
  /** Of the type's definitions, by their ids. */
  readonly names: ReadonlyMap<string, string>;
}

function members(name: string, { properties }: SpecMembers, { indent, names }: Place): readonly string[] {
  const lines = Object.entries(properties)
    .sort(([a], [b]) => byText(a, b))
    .map(([property, schema]) => `${indent}  ${property}: ${propertySchema(schema, names)},`);
  return lines.length === 0 ? [`${indent}${name}: {},`] : [`${indent}${name}: {`, ...lines, `${indent}},`];
}

const RECREATION: Readonly<Record<string, string>> = { yes: "Always", maybe: "Conditionally" };

function propertySchema({ type, required, causesReplacement }: SpecProperty, names: Place["names"]): string {
  const recreation = RECREATION[causesReplacement ?? "no"];
  return braces([
    ...valueSchema(type, names),
    ...(required === true ? ["required: true"] : []),
    ...(recreation === undefined ? [] : [`recreation: "${recreation}"`]),
  ]);
}

/** The types of values that stand for themselves. */
const SCALARS: Readonly<Record<string, string>> = {
  string: "text",
  "date-time": "text",
  integer: "integer",
  number: "number",
  boolean: "boolean",
  json: "document",
};

function valueSchema(type: SpecType, names: Place["names"]): readonly string[] {
  const scalar = SCALARS[type.type];
  if (scalar !== undefined) {
    const values = type.allowedValues === undefined ? [] : [`values: ${list(type.allowedValues)}`];
    return [`type: "${scalar}"`, ...values];
  }
  switch (type.type) {
    case "array":
      return [`type: "list"`, `of: ${braces(valueSchema(given(type.element), names))}`];
    case "map":
      return [`type: "map"`, `of: ${braces(valueSchema(given(type.element), names))}`];
    case "tag":
      return [`type: "object"`, `is: "Tag"`];
    case "ref":
      return [`type: "object"`, `is: "${given(names.get(given(type.reference).$ref))}"`];
    case "union": {
      // Documents may be given as their text; other types have only one form.
      const kinds = given(type.types).map((alternative) => alternative.type);
      if (kinds.length === 2 && kinds.includes("json") && kinds.includes("string")) return [`type: "document"`];
      throw new Error(`there is no form for the union of ${kinds.join(" and ")}`);
    }
    default:
      throw new Error(`there is no form for the type \`${type.type}\``);
  }
}

/** The words of a type's name without `AWS`, in lower case. */
function words(type: string): readonly string[] {
  const [, service = "", name = ""] = type.split("::");
  const parts = name.match(/[A-Z]+(?![a-z])|[A-Z][a-z]+/g) ?? [];
  return [service, ...parts].map((word) => word.toLowerCase());
}

const braces = (fields: readonly string[]): string => `{ ${fields.join(", ")} }`;

const list = (values: readonly unknown[]): string => `[${values.map((value) => JSON.stringify(value)).join(", ")}]`;

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the schema is not whole");
  return value;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
