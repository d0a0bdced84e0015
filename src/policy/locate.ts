/** A place in a text; both counted from 1, the column in UTF-16 units. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/**
 * Where the value stands in a JSON text that a JSON pointer (RFC 6901) leads to, or the deepest of its parents that
 * is there. The beginning of the text where nothing can be read.
 */
export function locate(text: string, pointer: string): TextPlace {
  return placeAt(text, offsetOf(text, pointer));
}

/** Where {@link locate} finds the value, as an offset counted from 0. */
export function offsetOf(text: string, pointer: string): number {
  const names = pointer
    .split("/")
    .slice(1)
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  let at = skipSpace(text, 0);
  for (const name of names) {
    const next = childOf(text, at, name);
    if (next === undefined) break;
    at = next;
  }
  return at < text.length ? at : 0;
}

/** The line and column of an offset, which is counted from 0. */
export function placeAt(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** The start of a member's or an element's value; `undefined` where the value at `at` has none of that name. */
function childOf(text: string, at: number, name: string): number | undefined {
  const isObject = text[at] === "{";
  if (!isObject && text[at] !== "[") return undefined;
  let found: number | undefined;
  let i = skipSpace(text, at + 1);
  for (let index = 0; i < text.length && text[i] !== "}" && text[i] !== "]"; index++) {
    let key = String(index);
    if (isObject) {
      const end = valueEnd(text, i);
      key = readKey(text.slice(i, end));
      i = skipSpace(text, skipSpace(text, end) + 1);
    }
    if (key === name) found = i;
    const end = skipSpace(text, valueEnd(text, i));
    // The last of two equal keys is the one that counts, and the one that a duplicate is reported at.
    if (text[end] !== ",") return found;
    i = skipSpace(text, end + 1);
  }
  return found;
}

function readKey(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return "";
  }
}

/** The index after the value that begins at `start`. */
export function valueEnd(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const character = text[i] as string;
    if (character === '"') i = stringEnd(text, i);
    else if ("{[".includes(character)) depth++;
    else if ("}]".includes(character)) depth--;
    else if (depth === 0 && /[\s,:]/.test(character)) return i;
    if (depth < 0) return i;
    if (depth === 0 && /["}\]]/.test(text[i] ?? "")) return i + 1;
  }
  return text.length;
}

/** The index of the closing quote of the string that begins at `start`. */
function stringEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === '"') return i;
  }
  return text.length;
}

/** The index of the first character at or after `start` that is no white space. */
export function skipSpace(text: string, start: number): number {
  let i = start;
  while (/\s/.test(text[i] ?? "")) i++;
  return i;
}
