/** Ends a key that something follows. Inside of keys the character is escaped, so that keys come in the order of their bytes. */
export const KEY_END = "\u0000\u0000";
const ESCAPED = "\u0000\u0001";

/** A key as it stands in a row that goes on behind it. */
export function escapeKey(key: string): string {
  return key.replaceAll("\u0000", ESCAPED);
}

export function unescapeKey(escaped: string): string {
  return escaped.replaceAll(ESCAPED, "\u0000");
}
