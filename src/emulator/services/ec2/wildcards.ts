const ANY_TEXT: unique symbol = Symbol("any text");
const ANY_CHARACTER: unique symbol = Symbol("any character");

/** A filter's value, compiled. */
export type WildcardPattern = readonly (string | typeof ANY_TEXT | typeof ANY_CHARACTER)[];

/** Reads a filter's value: `*` stands for any text, `?` for one character, and a backslash takes the next literally. */
export function wildcardPattern(text: string): WildcardPattern {
  const characters = [...text];
  const pattern: (string | typeof ANY_TEXT | typeof ANY_CHARACTER)[] = [];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] as string;
    if (character === "\\" && i + 1 < characters.length) pattern.push(characters[++i] as string);
    else if (character === "*") pattern.push(ANY_TEXT);
    else pattern.push(character === "?" ? ANY_CHARACTER : character);
  }
  return pattern;
}

/**
 * Whether the whole value fits; case matters. When a character does not fit, only the last `*` takes one more, so the
 * work grows with the product of the lengths, whatever the pattern: a regular expression could be made to run for ever.
 */
export function matchesWildcards(pattern: WildcardPattern, value: string): boolean {
  const characters = [...value];
  let at = 0;
  let position = 0;
  let star: { readonly at: number; position: number } | undefined;
  while (position < characters.length) {
    const expected = pattern[at];
    if (expected === ANY_TEXT) {
      star = { at, position };
      at++;
    } else if (expected === ANY_CHARACTER || expected === characters[position]) {
      at++;
      position++;
    } else if (star !== undefined) {
      star.position++;
      position = star.position;
      at = star.at + 1;
    } else {
      return false;
    }
  }
  return pattern.slice(at).every((rest) => rest === ANY_TEXT);
}
