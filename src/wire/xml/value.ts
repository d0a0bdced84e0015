/**
 * Plain data that {@link writeXml} turns into elements: objects are children in order, arrays repeat an element,
 * and a property that is `undefined` is left out.
 */
export type XmlValue =
  | string
  | number
  | boolean
  | Date
  | XmlObject
  | readonly XmlValue[]
  | XmlAttributed
  | XmlMap
  | XmlSiblings;

/** An element's children. */
export interface XmlObject {
  readonly [name: string]: XmlValue | undefined;
}

/** The mark of a value that {@link xmlMap} made. */
export const XML_MAP: unique symbol = Symbol("XML map");

/** A map of the Query protocol: an `entry` with `key` and `value` for each of its properties. */
export interface XmlMap {
  readonly [XML_MAP]: Readonly<Record<string, XmlValue>>;
}

/** Writes the properties as entries of a map, in order. */
export function xmlMap(values: Readonly<Record<string, XmlValue>>): XmlMap {
  return { [XML_MAP]: values };
}

/** The mark of a value that {@link xmlSiblings} made. */
export const XML_SIBLINGS: unique symbol = Symbol("XML siblings");

/** Elements of several names in one order, as a property of an object: its own name is not written. */
export interface XmlSiblings {
  readonly [XML_SIBLINGS]: readonly (readonly [name: string, value: XmlValue])[];
}

/** Puts elements of several names in one order, where each stands among the children of an object. */
export function xmlSiblings(elements: XmlSiblings[typeof XML_SIBLINGS]): XmlSiblings {
  return { [XML_SIBLINGS]: elements };
}

/** The mark of a value that {@link withAttributes} made. */
export const XML_ATTRIBUTES: unique symbol = Symbol("XML attributes");

/** A value whose element carries attributes. */
export interface XmlAttributed {
  readonly [XML_ATTRIBUTES]: Readonly<Record<string, string>>;
  readonly value: XmlValue;
}

/** Gives a value's element attributes, `xmlns` among them, in order. An array's go on the element around its members. */
export function withAttributes(attributes: Readonly<Record<string, string>>, value: XmlValue): XmlAttributed {
  return { [XML_ATTRIBUTES]: attributes, value };
}

export function isSiblings(value: XmlValue): value is XmlSiblings {
  return typeof value === "object" && XML_SIBLINGS in value;
}

export function isAttributed(value: XmlValue): value is XmlAttributed {
  return typeof value === "object" && XML_ATTRIBUTES in value;
}
