import { header, type RequestHead, usualName } from "../http-head.ts";
import { parseCredential, type SigningScope } from "./credential-scope.ts";
import { SigV4FormatError, type SigV4Part } from "./format-error.ts";
import { readTimestamp, type SigV4Timestamp } from "./timestamp.ts";

/** The algorithm that an Authorization header begins with. */
export const SIGV4_ALGORITHM = "AWS4-HMAC-SHA256";

/** What a signed request claims. Nothing in it is verified. */
export interface SigV4Credential extends SigningScope {
  readonly accessKeyId: string;
  /** Exactly as listed, in the order listed. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly timestamp: SigV4Timestamp;
}

/**
 * Reads the `Authorization` header and the time of signing, with or without spaces after the commas.
 *
 * @throws SigV4FormatError with AWS's `IncompleteSignature` text where the header or the time is malformed or missing.
 */
export function parseAuthorization(head: RequestHead): SigV4Credential {
  const authorization = header(head, "authorization");
  if (authorization === undefined)
    throw new SigV4FormatError("authorization", "Request is missing Authentication Token");
  const fields = parseFields(authorization);
  const timestamp = readTimestamp(head);
  const credential = fields.get("Credential");
  const signature = fields.get("Signature");
  const signedHeaders = fields.get("SignedHeaders");
  if (!credential || !signature || !signedHeaders || timestamp === undefined) {
    const missing: [SigV4Part, string][] = [];
    if (!credential) missing.push(["credential", "Authorization header requires 'Credential' parameter."]);
    if (!signature) missing.push(["signature", "Authorization header requires 'Signature' parameter."]);
    if (!signedHeaders) missing.push(["signedHeaders", "Authorization header requires 'SignedHeaders' parameter."]);
    if (timestamp === undefined) {
      const text = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.";
      missing.push(["timestamp", text]);
    }
    const [part] = missing[0] as [SigV4Part, string];
    throw new SigV4FormatError(part, `${missing.map(([, text]) => text).join(" ")} Authorization=${authorization}`);
  }
  const { accessKeyId, date, region, service } = parseCredential(credential);
  return { accessKeyId, date, region, service, signedHeaders: namesIn(signedHeaders), signature, timestamp };
}

/** The last list that was read, and its names: a client signs the same headers with each of its requests. */
let lastNames: { readonly list: string; readonly names: readonly string[] } = { list: "", names: [""] };

/** The names of a list with semicolons. To split the text takes several times as long, and every request has such a list. */
function namesIn(list: string): readonly string[] {
  if (list !== lastNames.list) lastNames = { list, names: namesOf(list) };
  return lastNames.names;
}

function namesOf(list: string): readonly string[] {
  const names: string[] = [];
  for (let start = 0; start <= list.length; ) {
    const semicolon = list.indexOf(";", start);
    const end = semicolon === -1 ? list.length : semicolon;
    names.push(usualName(list.slice(start, end)));
    start = end + 1;
  }
  return names;
}

/** Without a pattern: one that looks for blanks at the end takes time by the square of blanks in the middle. */
function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function parseFields(authorization: string): ReadonlyMap<string, string> {
  const rest = authorization.startsWith(`${SIGV4_ALGORITHM} `) ? authorization.slice(SIGV4_ALGORITHM.length + 1) : "";
  // AWS reads a header without the algorithm as one long piece; a different algorithm has no text of its own here.
  if (rest === "" && authorization.includes("=")) {
    throw new SigV4FormatError("authorization", `Unsupported Authorization Type. Authorization=${authorization}`);
  }
  const fields = new Map<string, string>();
  const list = rest === "" ? authorization : rest;
  for (let start = 0; start <= list.length; ) {
    const comma = list.indexOf(",", start);
    const end = comma === -1 ? list.length : comma;
    const fragment = trimBlanks(list.slice(start, end));
    start = end + 1;
    const equals = fragment.indexOf("=");
    if (equals === -1) {
      throw new SigV4FormatError(
        "fragment",
        `'${fragment}' not a valid key=value pair (missing equal-sign) in Authorization header: '${authorization}'.`,
      );
    }
    const key = fragment.slice(0, equals);
    // Two values for one key would let two readers of the same header disagree about who signed.
    if (fields.has(key)) {
      throw new SigV4FormatError(
        "fragment",
        `'${key}' given more than once in Authorization header: '${authorization}'.`,
      );
    }
    fields.set(key, fragment.slice(equals + 1));
  }
  return fields;
}
