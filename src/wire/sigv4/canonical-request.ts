import type { RequestHead } from "../http-head.ts";
import { decodePath, decodeQuery, isCanonical, percentEncode } from "../query-string.ts";

/** How a request enters its canonical form. */
export interface CanonicalOptions {
  /** Lower-case hex SHA-256 of the body, or the literal that was sent in its place (`UNSIGNED-PAYLOAD`). */
  readonly payloadHash: string;
  /**
   * `s3`: the path decoded once and encoded once, never normalised, because `a//b` and `a/../b` are keys.
   * `standard` (all other services): normalised, then encoded once more on top of the encoding received.
   */
  readonly pathStyle: "s3" | "standard";
  /** Query parameters that are not signed: of a presigned request its signature. Default: none. */
  readonly unsignedParameters?: readonly string[];
  /** Whether `standard` removes dot segments and empty segments. Default: true. */
  readonly normalisePath?: boolean;
}

/**
 * Writes the canonical request of Signature Version 4 for the headers that the signer listed, in the listed order.
 *
 * @throws UrlFormatError where the query, or with `s3` the path, cannot be decoded.
 */
export function canonicalRequest(
  head: RequestHead,
  signedHeaders: readonly string[],
  options: CanonicalOptions,
): string {
  const path = canonicalPath(head.path, options);
  const query = canonicalQuery(head.query, options.unsignedParameters ?? []);
  // Line by line: to join a list costs a microsecond more, for each request.
  let lines = `${head.method}\n${path}\n${query}\n`;
  let names = "";
  for (let i = 0; i < signedHeaders.length; i++) {
    const name = signedHeaders[i] as string;
    lines += `${name}:${canonicalHeaderValue(head.headers.get(name) ?? [])}\n`;
    names += i === 0 ? name : `;${name}`;
  }
  return `${lines}\n${names}\n${options.payloadHash}`;
}

function canonicalPath(path: string, { pathStyle, normalisePath = true }: CanonicalOptions): string {
  if (pathStyle === "s3") return percentEncode(decodePath(path), { keepSlash: true });
  return percentEncode(normalisePath ? normalise(path) : path, { keepSlash: true });
}

/** Like the SDKs, and unlike RFC 3986: empty segments go as well, and a final `.` or `..` leaves no slash. */
function normalise(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  const slash = segments.length > 0 && path.endsWith("/") ? "/" : "";
  return `/${segments.join("/")}${slash}`;
}

interface QueryPair {
  readonly name: string;
  readonly value: string;
}

function canonicalQuery(query: string, unsigned: readonly string[]): string {
  if (query === "") return "";
  const pairs: QueryPair[] = [];
  for (const raw of query.split("&")) {
    if (raw === "") continue;
    const pair = canonicalPair(raw);
    if (!unsigned.includes(pair.name)) pairs.push(pair);
  }
  // By name and then value, not by the joined text: `a-b=` would come before `a=`.
  pairs.sort((a, b) => compareAscii(a.name, b.name) || compareAscii(a.value, b.value));
  let text = "";
  for (const { name, value } of pairs) text += `${text === "" ? "" : "&"}${name}=${value}`;
  return text;
}

function canonicalPair(raw: string): QueryPair {
  const equals = raw.indexOf("=");
  const name = equals === -1 ? raw : raw.slice(0, equals);
  const value = equals === -1 ? "" : raw.slice(equals + 1);
  // Most signers write it so already, and session tokens are long.
  if (isCanonical(name) && isCanonical(value)) return { name, value };
  const [[decodedName, decodedValue] = ["", ""]] = decodeQuery(raw);
  return {
    name: percentEncode(decodedName, { keepSlash: false }),
    value: percentEncode(decodedValue, { keepSlash: false }),
  };
}

function compareAscii(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function canonicalHeaderValue(values: readonly string[]): string {
  // Only HTTP's own white space: String.trim would take a no-break space that the signer hashed.
  const [first] = values;
  if (first !== undefined && values.length === 1) return canonicalValue(first);
  return values.map(canonicalValue).join(",");
}

function canonicalValue(value: string): string {
  return hasLooseSpace(value) ? folded(value) : value;
}

/** Texts that are longer are not looked at character by character here, but as the processor looks at memory. */
const LONG_CHARACTERS = 64;

/** Whether {@link folded} would change the text. Without a pattern, which takes microseconds over a session token. */
function hasLooseSpace(text: string): boolean {
  if (text.length > LONG_CHARACTERS) {
    if (text.startsWith(" ") || text.endsWith(" ")) return true;
    return LOOSE.some((space) => text.includes(space));
  }
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > SPACE) continue;
    if (code === TAB || code === LINE_FEED || code === CARRIAGE_RETURN) return true;
    if (code === SPACE && (i === 0 || i === text.length - 1 || text.charCodeAt(i + 1) === SPACE)) return true;
  }
  return false;
}

const LOOSE = ["  ", "\t", "\n", "\r"] as const;
const SPACE = 0x20;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

function folded(value: string): string {
  return value.replace(/[ \t\r\n]+/g, " ").replace(/^ | $/g, "");
}
