import { KeyleaseError } from "../../core/index.ts";

/** What means something to a shell: outside of quotes, there at the beginning of a word, and within double quotes. */
const SHELL_ONLY = { bare: /[|&;<>()$`*?[\]{}\n]/, first: /[~#]/, quoted: /[$`]/ } as const;

/**
 * Splits a command into words as a POSIX shell does: at blanks, with single quotes, double quotes and backslashes. No shell
 * runs it, so what one would expand, pipe or redirect is refused, and never given to the program as it stands.
 *
 * @param options.keepsBackslashes Whether a backslash before anything but a double quote is itself, as on Windows.
 * @throws KeyleaseError `ArgumentInvalid`. The command is not part of it: it may hold a secret.
 */
export function splitCommand(
  text: string,
  { keepsBackslashes = false }: { readonly keepsBackslashes?: boolean } = {},
): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  const escaped = (): string => {
    const next = text[at + 1];
    if (keepsBackslashes && next !== '"') return "\\";
    if (next === undefined) throw unusable("it ends in a backslash");
    // A shell takes both away, and goes on with the next line.
    if (next === "\n") throw unusable(shellOnly(next));
    at++;
    return next;
  };
  const quotedPart = (quote: string): string => {
    let part = "";
    for (at++; text[at] !== quote; at++) {
      const character = text[at];
      if (character === undefined) throw unusable("a quotation mark is not closed");
      if (quote === '"' && SHELL_ONLY.quoted.test(character)) throw unusable(shellOnly(character));
      const isEscape = quote === '"' && character === "\\" && /["\\$`\n]/.test(text[at + 1] ?? "");
      part += isEscape ? escaped() : character;
    }
    return part;
  };
  for (; at < text.length; at++) {
    const character = text[at] as string;
    if (character === " " || character === "\t") {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    if (word === undefined && SHELL_ONLY.first.test(character)) throw unusable(shellOnly(character));
    word ??= "";
    if (character === "'" || character === '"') word += quotedPart(character);
    else if (character === "\\") word += escaped();
    else if (SHELL_ONLY.bare.test(character)) throw unusable(shellOnly(character));
    else word += character;
  }
  if (word !== undefined) words.push(word);
  if (words.length === 0 || words[0] === "") throw unusable("it names no program");
  return words;
}

function shellOnly(character: string): string {
  return `\`${character === "\n" ? "\\n" : character}\` is for a shell, and none runs it`;
}

function unusable(reason: string): KeyleaseError {
  return new KeyleaseError("ArgumentInvalid", `the command that gives the lease cannot be run: ${reason}`, {
    hint: "Put quotation marks around what has spaces or signs; what needs a shell goes into a script.",
  });
}
