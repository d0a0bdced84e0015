/** Control characters, line and paragraph separators, and the marks that turn the direction of text. */
const INVISIBLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Copies data with every character that could move the cursor, colour the terminal or reorder a line written as an
 * escape such as `\x1b`. Object keys sent by others are names too, and names may hold any character.
 */
export function makeVisible<T>(data: T): T {
  return mapTexts(data) as T;
}

function mapTexts(data: unknown): unknown {
  if (typeof data === "string") return data.replace(INVISIBLE, escapeCharacter);
  if (Array.isArray(data)) return data.map(mapTexts);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, mapTexts(value)]));
}

function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  const hex = code.toString(16);
  return code < 0x100 ? `\\x${hex.padStart(2, "0")}` : `\\u${hex.padStart(4, "0")}`;
}
