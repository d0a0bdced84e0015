import { objectOf, type TemplateValue } from "./value.ts";

/** Where a text stops being JSON, counted from 1. */
export class JsonSyntaxError extends Error {
  override readonly name = "JsonSyntaxError";
  readonly line: number;
  readonly column: number;

  constructor(text: string, offset: number) {
    const before = text.slice(0, offset).split("\n");
    super("JSON not well-formed");
    this.line = before.length;
    this.column = (before.at(-1) as string).length + 1;
  }
}

const MAX_DEPTH = 100;
const LITERALS: readonly (readonly [string, boolean | null])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

/**
 * Parses JSON. `JSON.parse` does not do here: it tells no position on Node 20, lets the last of two equal keys win in
 * silence, and overflows the stack on deep nesting.
 *
 * @throws JsonSyntaxError at the first character that cannot stand where it does, or at a key that is there twice.
 */
export function parseJson(text: string): TemplateValue {
  const reader = new JsonReader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class JsonReader {
  readonly #text: string;
  #offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): TemplateValue {
    this.#space();
    const character = this.#text[this.#offset];
    if (depth > MAX_DEPTH) throw this.#fault();
    if (character === "{") return this.#object(depth);
    if (character === "[") return this.#list(depth);
    if (character === '"') return this.#string();
    for (const [word, literal] of LITERALS) if (this.#take(word)) return literal;
    const [number] = this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y) ?? [];
    if (number === undefined) throw this.#fault();
    return Number(number);
  }

  end(): void {
    this.#space();
    if (this.#offset < this.#text.length) throw this.#fault();
  }

  #object(depth: number): TemplateValue {
    const entries = new Map<string, TemplateValue>();
    this.#offset += 1;
    if (this.#takeAfterSpace("}")) return objectOf(entries);
    do {
      this.#space();
      const start = this.#offset;
      if (this.#text[start] !== '"') throw this.#fault();
      const key = this.#string();
      if (entries.has(key)) throw this.#fault(start);
      if (!this.#takeAfterSpace(":")) throw this.#fault();
      entries.set(key, this.value(depth + 1));
    } while (this.#takeAfterSpace(","));
    if (!this.#take("}")) throw this.#fault();
    return objectOf(entries);
  }

  #list(depth: number): TemplateValue {
    const entries: TemplateValue[] = [];
    this.#offset += 1;
    if (this.#takeAfterSpace("]")) return entries;
    do entries.push(this.value(depth + 1));
    while (this.#takeAfterSpace(","));
    if (!this.#take("]")) throw this.#fault();
    return entries;
  }

  #string(): string {
    const start = this.#offset;
    const [token] = this.#match(/"[^"\\]*(?:\\.[^"\\]*)*"/sy) ?? [];
    if (token === undefined) throw this.#fault();
    try {
      // Escapes, and control characters that must not stand bare, are no different from JSON anywhere.
      return JSON.parse(token) as string;
    } catch {
      throw this.#fault(start);
    }
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#offset;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#offset += found[0].length;
    return found;
  }

  #space(): void {
    this.#match(/[ \t\r\n]*/y);
  }

  #take(word: string): boolean {
    if (!this.#text.startsWith(word, this.#offset)) return false;
    this.#offset += word.length;
    return true;
  }

  #takeAfterSpace(word: string): boolean {
    this.#space();
    return this.#take(word);
  }

  #fault(offset: number = this.#offset): JsonSyntaxError {
    return new JsonSyntaxError(this.#text, offset);
  }
}
