import type { CollectionTag, ScalarTag } from "yaml";

/** CloudFormation's short forms and the keys that they stand for. */
const SHORT_FORMS: readonly (readonly [tag: string, key: string])[] = [
  ["!Ref", "Ref"],
  ["!Condition", "Condition"],
  ...[
    "And",
    "Base64",
    "Cidr",
    "Equals",
    "FindInMap",
    "GetAtt",
    "GetAZs",
    "If",
    "ImportValue",
    "Join",
    "Not",
    "Or",
    "Select",
    "Split",
    "Sub",
  ].map((name) => [`!${name}`, `Fn::${name}`] as const),
];

/** Writes a YAML template as JSON, with the short forms written out. */
export async function templateAsJson(text: string): Promise<string> {
  const { parse, YAMLMap, YAMLSeq } = (await import("yaml")).default;
  const customTags = SHORT_FORMS.flatMap(([tag, key]): (ScalarTag | CollectionTag)[] => [
    { tag, resolve: (value: string) => ({ [key]: key === "Fn::GetAtt" ? splitOnce(value) : value }) },
    { tag, collection: "seq", resolve: (node) => ({ [key]: node instanceof YAMLSeq ? node.toJSON() : node }) },
    { tag, collection: "map", resolve: (node) => ({ [key]: node instanceof YAMLMap ? node.toJSON() : node }) },
  ]);
  return JSON.stringify(parse(text, { customTags }), null, 2);
}

/** `Resource.Attribute.Part` names the attribute `Attribute.Part` of `Resource`. */
function splitOnce(text: string): [string, string] {
  const dot = text.indexOf(".");
  return [text.slice(0, dot), text.slice(dot + 1)];
}
