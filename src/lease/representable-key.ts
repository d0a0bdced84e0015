import { KeyleaseError } from "../core/index.ts";
import { policyCanHold } from "../policy/index.ts";

/**
 * Checks that a key can be written in a policy document, which holds nothing beyond U+00FF and few control characters.
 *
 * @throws KeyleaseError `KeyUnrepresentable`, with a key that can be leased in its place as the fact `suggestedKey`.
 */
export function checkRepresentable(key: string): void {
  if (policyCanHold(key)) return;
  const character = [...key].find((candidate) => !policyCanHold(candidate)) ?? "";
  const codePoint = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  const suggestedKey = representableKey(key);
  const folder = key.slice(0, key.lastIndexOf("/", key.indexOf(character)) + 1);
  throw new KeyleaseError(
    "KeyUnrepresentable",
    `the key \`${key}\` has the character U+${codePoint}, which an IAM policy cannot hold`,
    {
      hint: `Upload under \`${suggestedKey}\` instead (--safe-key chooses it)${folder === "" ? "" : `, or lease the prefix \`${folder}\``}.`,
      facts: { codePoint, suggestedKey },
    },
  );
}

/** A key that a policy can hold, for one that it cannot: what is beyond stands there as percent escapes of its UTF-8. */
export function representableKey(key: string): string {
  return [...key].map((character) => (policyCanHold(character) ? character : percentEscapes(character))).join("");
}

function percentEscapes(character: string): string {
  return [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}
