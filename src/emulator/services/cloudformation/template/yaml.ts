import {
  type CollectionTag,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
  type ScalarTag,
  type Tags,
  visit,
  YAMLError,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { templateFormatError } from "../errors.ts";
import { INTRINSIC_TAGS } from "./intrinsics/tags.ts";
import { objectOf, type TemplateValue } from "./value.ts";

const MAX_DEPTH = 100;

/**
 * Tags of YAML 1.1 that CloudFormation does not read: a date such as 2012-10-17 stays a text, and the rest of them has
 * no meaning in a template.
 */
const UNREAD_TAGS: ReadonlySet<string> = new Set(["binary", "merge", "omap", "pairs", "set", "timestamp"]);

/** A collection or a scalar with the short form of a function, such as `!Sub text`. */
const shortForm = (tag: string): readonly (ScalarTag | CollectionTag)[] => [
  { tag, resolve: (text: string) => text },
  { tag, collection: "seq" },
  { tag, collection: "map" },
];

const SHORT_FORMS = [...INTRINSIC_TAGS.keys()].flatMap(shortForm);

/**
 * Reads a template in YAML 1.1 with the short forms of functions.
 *
 * @throws AwsError `ValidationError` with line and column where it is not well-formed.
 */
export function parseYaml(text: string): TemplateValue {
  const document = parseDocument(text, {
    version: "1.1",
    merge: false,
    uniqueKeys: true,
    stringKeys: true,
    logLevel: "error",
    // No source in the messages: it may hold what must not be repeated.
    prettyErrors: true,
    customTags: (tags: Tags): Tags => [...tags.filter(isRead), ...(SHORT_FORMS as Tags)],
  });
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault !== undefined) throw notWellFormed(fault);
  visit(document, {
    Alias: () => {
      throw templateFormatError("YAML aliases are not allowed in CloudFormation templates");
    },
    Node: (_key, _node, path) => {
      if (path.length > MAX_DEPTH * 2) throw templateFormatError("unsupported structure.");
    },
  });
  return document.contents === null ? null : toValue(document.contents);
}

function isRead(tag: Tags[number]): boolean {
  const name = typeof tag === "string" ? tag : tag.tag.replace("tag:yaml.org,2002:", "");
  return !UNREAD_TAGS.has(name);
}

function notWellFormed(fault: Error): Error {
  const position = fault instanceof YAMLError ? fault.linePos?.[0] : undefined;
  const place = position === undefined ? "" : ` (line ${position.line}, column ${position.col})`;
  return templateFormatError(`YAML not well-formed.${place}`);
}

function toValue(node: Node): TemplateValue {
  const content = withoutTag(node);
  const intrinsic = node.tag === undefined ? undefined : INTRINSIC_TAGS.get(node.tag);
  return intrinsic === undefined ? content : objectOf([[intrinsic.name, intrinsic.fromShortForm(content)]]);
}

function withoutTag(node: Node): TemplateValue {
  if (isScalar(node)) return scalarValue(node);
  if (isSeq(node)) return (node as YAMLSeq<Node | null>).items.map((item) => (item === null ? null : toValue(item)));
  if (isMap(node)) {
    return objectOf(
      (node as YAMLMap<Scalar, Node | null>).items.map(({ key, value }) => [
        String(key.value),
        value === null ? null : toValue(value),
      ]),
    );
  }
  throw new Error(isAlias(node) || isCollection(node) ? "unexpected YAML node" : "unknown YAML node");
}

function scalarValue({ value, source, type }: Scalar): TemplateValue {
  if (typeof value === "string" || typeof value === "boolean" || value === null || value === undefined) {
    return value ?? null;
  }
  // A number that JavaScript would write differently, such as the account id 012345678901, stays as it was written.
  const written = source ?? String(value);
  return typeof value === "number" && String(value) === written && type === "PLAIN" ? value : written;
}
