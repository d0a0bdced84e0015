import type { Rule } from "../rule.ts";

/** Characters in resources that come of other languages: a URL's query, a shell's `**`, a variable without its braces. */
const STRAYS: readonly { readonly pattern: RegExp; readonly message: string; readonly hint: string }[] = [
  {
    pattern: /\?[A-Za-z][A-Za-z0-9-]*=/,
    message: "has a `?` as of a URL's query, which stands for any one character here",
    hint: "A resource has no query: leave it out, or write `${?}` where the key itself has the character.",
  },
  {
    pattern: /\*\*/,
    message: "has `**`, which is no more than `*`: one `*` reaches over slashes already",
    hint: "Write one `*`, and mind that it matches at every depth.",
  },
  {
    pattern: /\$(?:aws|s3|sts|iam):|(?<!\$)\{aws:[^}]*\}/i,
    message: "has a variable without its `$` or its braces, which is plain text",
    hint: "Write a variable as `${aws:username}`.",
  },
];

/** Characters that do not do what they seem to be for. */
export const strayCharacters: Rule = ({ resources }) =>
  resources.flatMap(({ text, pointer }) =>
    STRAYS.filter(({ pattern }) => pattern.test(text)).map(({ message, hint }) => ({
      code: "StrayCharacter" as const,
      pointer,
      message: `\`${text}\` ${message}`,
      hint,
    })),
  );
