import { children, childText, type XmlElement } from "../../../../wire/index.ts";
import type { Tag } from "../../../state/identities.ts";
import { invalidRequest, malformedXml } from "../errors.ts";
import { checkTags, readTagElements } from "../tagging/tags.ts";
import type { LifecycleFilter } from "./lifecycle-rule.ts";

/** The largest size that a rule can name: 50 TB, the largest object. */
const MAX_SIZE_BYTES = 54_975_581_388_800;
const PARTS: ReadonlySet<string> = new Set(["Prefix", "Tag", "ObjectSizeGreaterThan", "ObjectSizeLessThan", "And"]);

/**
 * Reads which objects a rule is about: its `Filter`, or the `Prefix` of rules of the old form.
 *
 * @throws AwsError `MalformedXML` where there is neither or both; `InvalidRequest`, `InvalidTag`.
 */
export function readFilter(rule: XmlElement): LifecycleFilter {
  const [prefixes, filters] = [children(rule, "Prefix"), children(rule, "Filter")];
  const [filter] = filters;
  if (prefixes.length + filters.length !== 1) throw malformedXml();
  if (filter === undefined) return { form: "prefix", prefix: prefixes[0]?.text ?? "", tags: [] };
  if (filter.children.length > 1 || filter.children.some(({ name }) => !PARTS.has(name))) throw malformedXml();
  const [and] = children(filter, "And");
  if (and === undefined) return { form: "filter", ...readParts(filter) };
  if (and.children.length < 2 || and.children.some(({ name }) => name === "And" || !PARTS.has(name))) {
    throw malformedXml();
  }
  return { form: "and", ...readParts(and) };
}

function readParts(element: XmlElement): Omit<LifecycleFilter, "form"> {
  const prefix = childText(element, "Prefix");
  const [sizeGreaterThan, sizeLessThan] = [
    readSize(element, "ObjectSizeGreaterThan"),
    readSize(element, "ObjectSizeLessThan"),
  ];
  if (sizeGreaterThan !== undefined && sizeLessThan !== undefined && sizeLessThan <= sizeGreaterThan) {
    throw invalidRequest("'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.");
  }
  return {
    ...(prefix === undefined ? {} : { prefix }),
    tags: readTags(element),
    ...(sizeGreaterThan === undefined ? {} : { sizeGreaterThan }),
    ...(sizeLessThan === undefined ? {} : { sizeLessThan }),
  };
}

function readTags(element: XmlElement): readonly Tag[] {
  const tags = readTagElements(element);
  if (new Set(tags.map(({ key }) => key)).size !== tags.length) {
    throw invalidRequest("Duplicate Tag Keys are not allowed.");
  }
  checkTags(tags, "object");
  return tags;
}

function readSize(element: XmlElement, name: string): number | undefined {
  const text = childText(element, name);
  if (text === undefined) return undefined;
  if (!/^-?\d{1,18}$/.test(text.trim())) throw malformedXml();
  const least = name === "ObjectSizeLessThan" ? 1 : 0;
  const size = Number(text);
  if (size >= least && size <= MAX_SIZE_BYTES) return size;
  throw invalidRequest(`'${name}' should be between ${least} and ${MAX_SIZE_BYTES}.`);
}
