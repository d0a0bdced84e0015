/**
 * The least text that comes after every text which begins so, in the order of UTF-8 bytes, or `undefined` where there
 * is none. With it a listing steps over a whole common prefix at once.
 */
export function afterPrefix(prefix: string): string | undefined {
  const points = [...prefix].map((char) => char.codePointAt(0) as number);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    // INVARIANT: surrogates are no characters of their own; UTF-8 has nothing between U+D7FF and U+E000.
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    if (next <= 0x10ffff) return String.fromCodePoint(...points, next);
  }
  return undefined;
}

/** The least text that comes after this one. */
export function afterKey(key: string): string {
  return `${key}\u0000`;
}
