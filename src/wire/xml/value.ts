/**
 * Plain data that {@link writeXml} turns into elements: objects are children in order, arrays repeat an element,
 * and a property that is `undefined` is left out.
 */
export type XmlValue = string | number | boolean | Date | XmlObject | readonly XmlValue[] | XmlAttributed;

/** An element's children. */
export interface XmlObject {
  readonly [name: string]: XmlValue | undefined;
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

export function isAttributed(value: XmlValue): value is XmlAttributed {
  return typeof value === "object" && XML_ATTRIBUTES in value;
}
