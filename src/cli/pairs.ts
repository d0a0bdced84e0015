import { KeyleaseError } from "../core/index.ts";

/**
 * Reads texts `KEY=VALUE`; the value begins after the first equals sign.
 *
 * @param what What each of them is, for the error.
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export function readPairs(
  texts: readonly string[],
  what = "a tag",
): readonly (readonly [key: string, value: string])[] {
  return texts.map((text) => {
    const equals = text.indexOf("=");
    if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)] as const;
    throw new KeyleaseError("ArgumentInvalid", `\`${text}\` is not ${what}`, { hint: "Write KEY=VALUE." });
  });
}
