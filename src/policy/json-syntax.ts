/** Where a text stops being JSON, and why. */
export interface SyntaxFault {
  /** Counted from 0, in UTF-16 units. */
  readonly offset: number;
  /** What was expected there: lower case, no final period. */
  readonly message: string;
}

/** Deeper nesting is given up on, so that a hostile text cannot exhaust the stack. */
const DEPTH_LIMIT = 64;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON's texts hold none of them.
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const LITERAL = /true|false|null/y;
const SPACE = /[ \t\n\r]*/y;

/**
 * Finds where a text that `JSON.parse` refused stops being JSON (RFC 8259); the engines of Node word and place it
 * differently, or not at all. `undefined` where the text is JSON.
 */
export function findSyntaxFault(text: string): SyntaxFault | undefined {
  const reader = new Reader(text);
  try {
    reader.value(0);
    reader.end();
    return undefined;
  } catch (fault) {
    if (fault instanceof Fault) return { offset: reader.offset, message: fault.message };
    throw fault;
  }
}

class Fault extends Error {}

class Reader {
  offset = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): void {
    if (depth > DEPTH_LIMIT) throw new Fault("the text is nested too deep");
    this.#take(SPACE);
    if (this.#takeCharacter("{")) this.#members("}", () => this.#member(depth));
    else if (this.#takeCharacter("[")) this.#members("]", () => this.value(depth + 1));
    else if (!this.#take(STRING) && !this.#take(NUMBER) && !this.#take(LITERAL))
      this.#refuseText("a value was expected");
    this.#take(SPACE);
  }

  end(): void {
    if (this.offset < this.#text.length) this.#refuse("the end was expected after the value");
  }

  #members(close: string, member: () => void): void {
    this.#take(SPACE);
    if (this.#takeCharacter(close)) return;
    do member();
    while (this.#takeCharacter(","));
    if (!this.#takeCharacter(close)) this.#refuse(`\`,\` or \`${close}\` was expected`);
  }

  #member(depth: number): void {
    this.#take(SPACE);
    if (!this.#take(STRING)) this.#refuseText("a name in double quotes was expected");
    this.#take(SPACE);
    if (!this.#takeCharacter(":")) this.#refuse("`:` was expected");
    this.value(depth + 1);
  }

  #takeCharacter(character: string): boolean {
    if (this.#text[this.offset] !== character) return false;
    this.offset++;
    return true;
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.offset;
    if (!pattern.test(this.#text)) return false;
    this.offset = pattern.lastIndex;
    return true;
  }

  /** Where a text may stand, an opening quote tells that one was meant. */
  #refuseText(expected: string): never {
    this.#refuse(this.#text[this.offset] === '"' ? "a text in double quotes is not well formed" : expected);
  }

  #refuse(expected: string): never {
    if (this.offset >= this.#text.length) throw new Fault("the text ends too early");
    throw new Fault(expected);
  }
}
