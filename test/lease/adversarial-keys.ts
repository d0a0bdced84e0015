// biome-ignore-all lint/suspicious/noTemplateCurlyInString: keys that look like policy variables are the point.
import fc from "fast-check";
import { policyCanHold } from "../../src/policy/index.ts";

/** Made of what is special somewhere: wildcards, variables, their escapes, dots, slashes, quotes, ARN colons. */
const piece = fc.constantFrom(
  "*",
  "?",
  "$",
  "{",
  "}",
  "${",
  "${*}",
  "${$}",
  "${aws:username}",
  "${aws:PrincipalArn, 'x'}",
  "a",
  "ab",
  "/",
  "..",
  ":",
  "'",
  '"',
  "\\",
  "\\u002a",
  "%2A",
  " ",
  "\n",
  "\u00E9",
);
const text = fc.string({ unit: "grapheme", maxLength: 12 });
/** Keys that can be leased. */
export const key: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 4, arbitrary: piece }, { weight: 1, arbitrary: text }), { minLength: 1, maxLength: 8 })
  .map((pieces) => pieces.join(""))
  .filter((candidate) => candidate !== "" && !candidate.endsWith("/") && policyCanHold(candidate));

/** Prefixes that can be leased. */
export const prefix: fc.Arbitrary<string> = key.map((text) => `${text}/`);

/**
 * What a pattern would match were its special pieces not literals: each `*` grown, each `?` and variable replaced; and
 * neighbours that differ in a character.
 */
export const neighbour: fc.Arbitrary<(leased: string) => string> = fc
  .tuple(fc.nat({ max: 4 }), fc.string({ maxLength: 5 }), fc.nat({ max: 40 }))
  .map(([kind, filling, at]) => (leased: string) => {
    if (kind === 0) return leased.replaceAll("*", filling).replaceAll("?", "z").replaceAll("${aws:username}", "ab");
    if (kind === 1) return leased.slice(0, at) + filling + leased.slice(at);
    if (kind === 2) return `${leased}x`;
    return kind === 3 ? leased.slice(0, -1) : leased.replaceAll("${", "").replaceAll("}", "");
  });
