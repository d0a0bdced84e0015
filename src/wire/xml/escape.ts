/** What XML 1.0 cannot hold as it is: control characters, U+FFFE and U+FFFF. CR is among them as parsers make it LF. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNWRITABLE = /[\x00-\x08\x0b-\x1f\ufffe\uffff]/g;
const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Escapes text between tags. Quotes stay raw, as AWS leaves them. A character that XML 1.0 has no form for becomes a
 * numeric reference, as S3 writes it, though strict parsers refuse that; a lone surrogate becomes U+FFFD.
 */
export function escapeText(text: string): string {
  return escapeMarkup(text).replace(UNWRITABLE, reference);
}

/** Escapes an attribute's value, which stands between double quotes. */
export function escapeAttribute(text: string): string {
  return escapeText(text)
    .replaceAll('"', "&quot;")
    .replace(/[\t\n]/g, reference);
}

function escapeMarkup(text: string): string {
  // Most values need nothing: one look is cheaper than four passes.
  if (!/[&<>\ud800-\udfff]/.test(text)) return text;
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(LONE_SURROGATES, "\ufffd");
}

function reference(char: string): string {
  return `&#x${char.charCodeAt(0).toString(16)};`;
}
