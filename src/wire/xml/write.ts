import { escapeAttribute, escapeText } from "./escape.ts";
import {
  isAttributed,
  isSiblings,
  XML_ATTRIBUTES,
  XML_MAP,
  XML_SIBLINGS,
  type XmlMap,
  type XmlObject,
  type XmlValue,
} from "./value.ts";

/** The declaration that AWS's documents begin with, where they have one. */
const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** How plain data becomes XML. */
export interface XmlWriteOptions {
  /**
   * `member` (Query protocol) and `item` (EC2) wrap each entry of an array in an element of that name; `flattened`
   * (S3) repeats the array's own element. Default: `flattened`. Where an element cannot repeat (the root, an array in an
   * array, an array with attributes) `flattened` is `member`.
   */
  readonly lists?: "member" | "item" | "flattened";
  /** `seconds` writes `2026-11-23T20:39:06Z`, `milliseconds` `2026-11-23T20:39:06.000Z`. Default: `milliseconds`. */
  readonly dates?: "seconds" | "milliseconds";
  /** Indents by two spaces and ends in a line feed. Default: false. */
  readonly pretty?: boolean;
  /** Begins with the XML declaration. Default: false. */
  readonly declaration?: boolean;
}

/** Writes one element, named `name`, with all that is in it. Names are taken as they are: they never come from input. */
export function writeXml(name: string, value: XmlValue, options: XmlWriteOptions = {}): string {
  const writer = new XmlWriter(options);
  writer.element(name, value, 0);
  return (options.declaration ? XML_DECLARATION : "") + writer.text();
}

class XmlWriter {
  readonly #options: XmlWriteOptions;
  readonly #parts: string[] = [];

  constructor(options: XmlWriteOptions) {
    this.#options = options;
  }

  text(): string {
    return this.#parts.join("");
  }

  element(name: string, value: XmlValue, depth: number): void {
    const attributed = isAttributed(value);
    const content = attributed ? value.value : value;
    const open = attributed ? `${name}${attributes(value[XML_ATTRIBUTES])}` : name;
    if (typeof content !== "object" || content instanceof Date) {
      const text = typeof content === "object" ? this.#date(content) : String(content);
      this.#line(depth, `<${open}>${escapeText(text)}</${name}>`);
      return;
    }
    const entries = this.#entries(content as XmlObject | XmlMap | readonly XmlValue[]);
    if (entries.length === 0) {
      this.#line(depth, `<${open}/>`);
      return;
    }
    this.#line(depth, `<${open}>`);
    for (const [child, inner] of entries) this.element(child, inner, depth + 1);
    this.#line(depth, `</${name}>`);
  }

  #entries(content: XmlObject | XmlMap | readonly XmlValue[]): (readonly [string, XmlValue])[] {
    const { lists = "flattened" } = this.#options;
    if (XML_MAP in content) return Object.entries(content[XML_MAP]).map(([key, value]) => ["entry", { key, value }]);
    if (isList(content)) return content.map((entry) => [lists === "item" ? "item" : "member", entry] as const);
    const entries: (readonly [string, XmlValue])[] = [];
    for (const [name, value] of Object.entries(content)) {
      if (value === undefined) continue;
      if (isSiblings(value)) entries.push(...value[XML_SIBLINGS]);
      else if (lists === "flattened" && isList(value)) entries.push(...value.map((entry) => [name, entry] as const));
      else entries.push([name, value]);
    }
    return entries;
  }

  #date(date: Date): string {
    const iso = date.toISOString();
    return this.#options.dates === "seconds" ? iso.replace(/\.\d{3}Z$/, "Z") : iso;
  }

  #line(depth: number, text: string): void {
    if (this.#options.pretty) this.#parts.push("  ".repeat(depth), text, "\n");
    else this.#parts.push(text);
  }
}

/** `Array.isArray` does not narrow a union with readonly arrays. */
function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`)
    .join("");
}
