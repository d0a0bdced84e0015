/** A path, query or form that cannot be decoded. Services answer with their own code. */
export class UrlFormatError extends Error {
  override readonly name = "UrlFormatError";
  /** `encoding`: a bad percent escape or bytes that are no UTF-8. `too-many`: more pairs than allowed. */
  readonly reason: "encoding" | "too-many";

  constructor(reason: "encoding" | "too-many", message: string) {
    super(message);
    this.reason = reason;
  }
}

const DEFAULT_MAX_PAIRS = 10_000;

/**
 * Decodes a raw query or an `application/x-www-form-urlencoded` body into its pairs, in order.
 *
 * `+` is a space, a name without `=` has an empty value, and empty pairs (`a&&b`) are skipped.
 *
 * @param options.maxPairs 1 or more; default 10,000.
 * @throws UrlFormatError on a bad percent escape, on bytes that are no UTF-8, and on too many pairs.
 */
export function decodeQuery(raw: string, options: { readonly maxPairs?: number } = {}): [string, string][] {
  const maxPairs = options.maxPairs ?? DEFAULT_MAX_PAIRS;
  const pairs: [string, string][] = [];
  for (let start = 0; start < raw.length; ) {
    const mark = raw.indexOf("&", start);
    const end = mark === -1 ? raw.length : mark;
    if (end > start) {
      if (pairs.length === maxPairs) throw new UrlFormatError("too-many", `there are more than ${maxPairs} parameters`);
      pairs.push(decodePair(raw.slice(start, end)));
    }
    start = end + 1;
  }
  return pairs;
}

function decodePair(raw: string): [string, string] {
  const spaced = raw.includes("+") ? raw.replaceAll("+", " ") : raw;
  const equals = spaced.indexOf("=");
  if (equals === -1) return [decode(spaced), ""];
  return [decode(spaced.slice(0, equals)), decode(spaced.slice(equals + 1))];
}

/**
 * Decodes a raw path once: percent escapes and nothing else, so `+` stays and `..` is a name like any other.
 *
 * @throws UrlFormatError on a bad percent escape or bytes that are no UTF-8.
 */
export function decodePath(rawPath: string): string {
  return decode(rawPath);
}

function decode(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UrlFormatError("encoding", "a percent escape is malformed or does not decode to UTF-8");
  }
}

/**
 * What {@link percentEncode} would not write: other characters, and escapes of what stands for itself. Escapes of other
 * than ASCII are left to the decoder, which knows what is UTF-8.
 */
const NOT_CANONICAL = /[^\w.~%-]|%(?![01][0-9A-F]|2[0-9A-CF]|3[A-F]|40|5[B-E]|60|7[BCDF])/;

/** Whether a raw name or value of a query is written as {@link percentEncode} would write it. False where that takes a closer look. */
export function isCanonical(raw: string): boolean {
  return !NOT_CANONICAL.test(raw);
}

const UNRESERVED = /^[\w.~-]*$/;
const UNRESERVED_OR_SLASH = /^[\w.~/-]*$/;

/**
 * Percent-encodes the UTF-8 bytes of all characters but RFC 3986's unreserved ones, with upper-case hex digits,
 * as Signature Version 4 asks.
 *
 * @param options.keepSlash leaves `/` as it is, as in paths.
 * @throws UrlFormatError where the text has a lone surrogate, which has no UTF-8 form.
 */
export function percentEncode(text: string, options: { readonly keepSlash: boolean }): string {
  if ((options.keepSlash ? UNRESERVED_OR_SLASH : UNRESERVED).test(text)) return text;
  let encoded: string;
  try {
    encoded = encodeURIComponent(text);
  } catch {
    throw new UrlFormatError("encoding", "the text has a lone surrogate");
  }
  const strict = encoded.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return options.keepSlash ? strict.replaceAll("%2F", "/") : strict;
}
