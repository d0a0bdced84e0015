/** The head of an HTTP request as it was sent: nothing decoded, nothing normalised. */
export interface RequestHead {
  readonly method: string;
  /** The target before `?`, as received. */
  readonly path: string;
  /** The target after the first `?`, without it; empty where there is none. */
  readonly query: string;
  /** Lower-case names; the values of repeated headers in the order received. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

/**
 * A header's value, several joined by `,` in the order received; `undefined` where it was not sent. A request is asked for
 * dozens of them, so the type sees to it that names are in lower case.
 */
export function header(head: RequestHead, name: Lowercase<string>): string | undefined {
  const values = head.headers.get(name);
  return values?.length === 1 ? values[0] : values?.join(",");
}

/**
 * Builds the head from what node's HTTP server gives: `req.method`, `req.url` and `req.rawHeaders`.
 *
 * WHATWG `URL` takes no part: it resolves `..` and `%2E%2E`, which changes the object that is named after the
 * signature was made. A target in absolute form loses its scheme and authority; the Host header stands for them.
 */
export function requestHead(method: string, target: string, rawHeaders: readonly string[]): RequestHead {
  const origin = textOfWire(target.startsWith("/") ? target : target.replace(/^https?:\/\/[^/?]*/i, ""));
  const mark = origin.indexOf("?");
  const path = mark === -1 ? origin : origin.slice(0, mark);
  const headers = new Map<string, string[]>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = lowerName(rawHeaders[i] as string);
    const value = textOfWire(rawHeaders[i + 1] as string);
    const values = headers.get(name);
    if (values === undefined) headers.set(name, [value]);
    else values.push(value);
  }
  return { method, path: path === "" ? "/" : path, query: mark === -1 ? "" : origin.slice(mark + 1), headers };
}

/**
 * The names that most requests have. A head keeps these very texts, so that who asks for one of them finds it at a glance:
 * of texts that are equal but not the same, V8 compares the characters, and a request is asked for dozens of names.
 */
const USUAL_NAMES: ReadonlyMap<string, string> = new Map(
  [
    "accept",
    "accept-encoding",
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "authorization",
    "connection",
    "content-length",
    "content-md5",
    "content-type",
    "date",
    "expect",
    "host",
    "if-match",
    "if-none-match",
    "range",
    "transfer-encoding",
    "user-agent",
    "x-amz-acl",
    "x-amz-checksum-crc32",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-decoded-content-length",
    "x-amz-sdk-checksum-algorithm",
    "x-amz-security-token",
    "x-amz-trailer",
    "x-amz-user-agent",
  ].map((name) => [name, name]),
);

/** A header's name as it is written, but the very text that a head has it under, where it is a usual one in lower case. */
export function usualName(name: string): string {
  return USUAL_NAMES.get(name) ?? name;
}

function lowerName(name: string): string {
  return USUAL_NAMES.get(name) ?? usualName(name.toLowerCase());
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Node hands over one character a byte. Signers hash the bytes, so text that was sent as UTF-8 must be read as such.
 * Bytes that are no UTF-8 stay Latin-1: AWS's JavaScript SDK hashes UTF-8 and sends Latin-1.
 */
function textOfWire(latin1: string): string {
  // As many bytes as characters: ASCII. A pattern takes several times as long over a session token.
  if (Buffer.byteLength(latin1) === latin1.length) return latin1;
  try {
    return decoder.decode(Buffer.from(latin1, "latin1"));
  } catch {
    return latin1;
  }
}
