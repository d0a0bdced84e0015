import { SaxesParser, type SaxesTagNS } from "saxes";

/** An element with what stands in it. */
export interface XmlElement {
  /** Without prefix. */
  readonly name: string;
  /** The namespace's URI; empty where there is none. */
  readonly namespace: string;
  /** By their names as written, prefix and `xmlns` included; the record has no prototype. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** All text directly in the element, joined and untrimmed. */
  readonly text: string;
}

/** What a document may cost. */
export interface XmlLimits {
  /** Default: 1,048,576. */
  readonly maxBytes?: number;
  /** The root has depth 1. Default: 32. */
  readonly maxDepth?: number;
  /** Default: 50,000. */
  readonly maxElements?: number;
}

/** A document that is not well-formed, has what a request body must not have, or is beyond the limits. */
export class XmlFormatError extends Error {
  override readonly name = "XmlFormatError";
  readonly reason: "malformed" | "forbidden" | "limit";

  constructor(reason: "malformed" | "forbidden" | "limit", message: string) {
    super(message);
    this.reason = reason;
  }
}

/**
 * Parses an XML 1.0 document strictly, with namespaces. Document types and processing instructions are refused, so
 * there are no entities but XML's own five.
 *
 * @throws XmlFormatError
 */
export function parseXml(text: string, limits: XmlLimits = {}): XmlElement {
  const maxBytes = limits.maxBytes ?? 1_048_576;
  if (Buffer.byteLength(text) > maxBytes) throw new XmlFormatError("limit", `the document is over ${maxBytes} bytes`);
  const builder = new TreeBuilder(limits);
  // XML 1.1 would let control characters in; a document that calls itself 1.1 is read by 1.0's rules.
  const parser = new SaxesParser({ xmlns: true, position: false, defaultXMLVersion: "1.0", forceXMLVersion: true });
  parser.on("error", (error) => {
    throw new XmlFormatError("malformed", error.message);
  });
  parser.on("doctype", () => {
    throw new XmlFormatError("forbidden", "a document type is not allowed");
  });
  parser.on("processinginstruction", () => {
    throw new XmlFormatError("forbidden", "a processing instruction is not allowed");
  });
  parser.on("opentag", (tag) => builder.open(tag));
  parser.on("closetag", () => builder.close());
  parser.on("text", (chunk) => builder.text(chunk));
  parser.on("cdata", (chunk) => builder.text(chunk));
  parser.write(text).close();
  return builder.root();
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

class TreeBuilder {
  readonly #maxDepth: number;
  readonly #maxElements: number;
  readonly #open: OpenElement[] = [];
  #root: XmlElement | undefined;
  #count = 0;

  constructor(limits: XmlLimits) {
    this.#maxDepth = limits.maxDepth ?? 32;
    this.#maxElements = limits.maxElements ?? 50_000;
  }

  open(tag: SaxesTagNS): void {
    this.#count += 1;
    if (this.#count > this.#maxElements)
      throw new XmlFormatError("limit", `there are over ${this.#maxElements} elements`);
    if (this.#open.length >= this.#maxDepth) {
      throw new XmlFormatError("limit", `elements are nested deeper than ${this.#maxDepth}`);
    }
    const attributes: Record<string, string> = Object.create(null);
    for (const attribute of Object.values(tag.attributes)) attributes[attribute.name] = attribute.value;
    const element: OpenElement = { name: tag.local, namespace: tag.uri, attributes, children: [], text: "" };
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = element;
    else parent.children.push(element);
    this.#open.push(element);
  }

  close(): void {
    this.#open.pop();
  }

  text(chunk: string): void {
    const element = this.#open.at(-1);
    if (element !== undefined) element.text += chunk;
  }

  root(): XmlElement {
    if (this.#root === undefined) throw new XmlFormatError("malformed", "the document has no root element");
    return this.#root;
  }
}

/** The children of that name, in order. */
export function children(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The text of the first child of that name, untrimmed; `undefined` where there is none. */
export function childText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text;
}
