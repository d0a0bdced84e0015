/** A pattern as numbers: UTF-16 code units, {@link ANY} for `*` and {@link ONE} for `?`. */
export type GlobUnits = readonly number[];

/** `*`: any number of characters, none included. */
export const ANY = -1;
/** `?`: exactly one character. */
export const ONE = -2;

/**
 * Matches a whole text against a pattern by the greedy walk with one restart point: after a mismatch only the
 * last `*` takes one more character. So the work is at most the product of the two lengths, whatever the pattern;
 * a regular expression made from the same pattern could take exponential time.
 */
export function globMatches(pattern: GlobUnits, text: string): boolean {
  let at = 0;
  let position = 0;
  let starAt = -1;
  let restart = 0;
  while (position < text.length) {
    const unit = pattern[at];
    if (unit === ANY) {
      starAt = at++;
      restart = position;
    } else if (unit === ONE) {
      at++;
      position += characterLength(text, position);
    } else if (unit === text.charCodeAt(position)) {
      at++;
      position++;
    } else if (starAt >= 0) {
      at = starAt + 1;
      position = ++restart;
    } else {
      return false;
    }
  }
  while (pattern[at] === ANY) at++;
  return at === pattern.length;
}

/** A character beyond U+FFFF is two code units, and `?` stands for all of it. */
function characterLength(text: string, position: number): 1 | 2 {
  const code = text.codePointAt(position);
  return code !== undefined && code > 0xffff ? 2 : 1;
}
