import { KeyleaseError } from "../../core/index.ts";

/** Takes files in or leaves them out, by their names. */
export interface Filter {
  readonly kind: "include" | "exclude";
  /** `*` stands for any text, also with slashes in it, `?` for one character, `[ab]`, `[a-z]` and `[!a]` for one of some. */
  readonly pattern: string;
}

/** What may stand in one place of a name: any text, any character, or one of some. */
type Token = "any text" | "any character" | ((character: string) => boolean);

/** No name is as long; a longer pattern would only take time. */
const MOST_PATTERN_CHARACTERS = 4_096;

/**
 * Makes what decides by filters, as AWS's CLI does: every file is in unless a filter says otherwise, and of several that
 * match the last one counts.
 *
 * @returns Whether a file is in, by its name relative to the source, divided by slashes.
 * @throws KeyleaseError `ArgumentInvalid` for a pattern of more than 4,096 characters.
 */
export function fileFilter(filters: readonly Filter[]): (name: string) => boolean {
  const compiled = filters.map(({ kind, pattern }) => ({ takesIn: kind === "include", tokens: tokensOf(pattern) }));
  return (name) => {
    if (compiled.length === 0) return true;
    const characters = [...name];
    const last = compiled.findLast(({ tokens }) => matches(tokens, characters));
    return last?.takesIn ?? true;
  };
}

function tokensOf(pattern: string): readonly Token[] {
  if (pattern.length > MOST_PATTERN_CHARACTERS) {
    throw new KeyleaseError("ArgumentInvalid", `a pattern has more than ${MOST_PATTERN_CHARACTERS} characters`, {
      hint: "Give a shorter one.",
    });
  }
  const characters = [...pattern];
  const tokens: Token[] = [];
  for (let at = 0; at < characters.length; ) {
    const character = characters[at] ?? "";
    const end = character === "[" ? endOfSet(characters, at) : undefined;
    if (end !== undefined) tokens.push(oneOf(characters.slice(at + 1, end)));
    else if (character === "*") tokens.push("any text");
    else if (character === "?") tokens.push("any character");
    else tokens.push((other) => other === character);
    at = (end ?? at) + 1;
  }
  return tokens;
}

/** Where the set that begins here ends; a bracket that nothing closes is a character like any other. */
function endOfSet(characters: readonly string[], start: number): number | undefined {
  // A closing bracket in the first place is one of the set.
  const first = characters[start + 1] === "!" ? start + 2 : start + 1;
  const end = characters.indexOf("]", first + 1);
  return end < 0 ? undefined : end;
}

function oneOf(characters: readonly string[]): Token {
  const isNegative = characters[0] === "!";
  const members = isNegative ? characters.slice(1) : characters;
  const ranges: (readonly [from: number, to: number])[] = [];
  for (let at = 0; at < members.length; ) {
    const from = codePoint(members[at]);
    const isRange = members[at + 1] === "-" && at + 2 < members.length;
    ranges.push([from, isRange ? codePoint(members[at + 2]) : from]);
    at += isRange ? 3 : 1;
  }
  return (character) => {
    const code = codePoint(character);
    return ranges.some(([from, to]) => code >= from && code <= to) !== isNegative;
  };
}

function codePoint(character = ""): number {
  return character.codePointAt(0) ?? 0;
}

/** Goes back to the last `*` alone, which is as good as to all of them: time is at most pattern times name. */
function matches(tokens: readonly Token[], characters: readonly string[]): boolean {
  let token = 0;
  let star = -1;
  let starAt = 0;
  let at = 0;
  while (at < characters.length) {
    const wanted = tokens[token];
    if (wanted === "any text") {
      star = token;
      starAt = at;
      token += 1;
    } else if (wanted !== undefined && (wanted === "any character" || wanted(characters[at] ?? ""))) {
      token += 1;
      at += 1;
    } else if (star >= 0) {
      starAt += 1;
      at = starAt;
      token = star + 1;
    } else return false;
  }
  return tokens.slice(token).every((rest) => rest === "any text");
}
