/**
 * Writes a text so that a policy of version 2012-10-17 matches it as it stands: `*`, `?` and `$` become
 * `${*}`, `${?}` and `${$}`.
 *
 * INVARIANT: every character is looked at once. Replacing `*` first and `$` later would escape the escapes.
 */
export function escapeLiteral(text: string): string {
  return text.replace(/[$*?]/g, (character) => `\${${character}}`);
}

/**
 * Whether a policy document of IAM or STS can hold the text: tab, line feed, carriage return and
 * U+0020 to U+00FF, as the `policyDocument` shapes of IAM and STS demand.
 */
export function policyCanHold(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the allowed control characters are the point.
  return /^[\u0009\u000A\u000D\u0020-\u00FF]*$/.test(text);
}
