import { header, type RequestHead } from "../http-head.ts";
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
  const { Credential: credential, Signature: signature, SignedHeaders: signedHeaders } = fields;
  const missing: [SigV4Part, string][] = [];
  if (!credential) missing.push(["credential", "Authorization header requires 'Credential' parameter."]);
  if (!signature) missing.push(["signature", "Authorization header requires 'Signature' parameter."]);
  if (!signedHeaders) missing.push(["signedHeaders", "Authorization header requires 'SignedHeaders' parameter."]);
  if (timestamp === undefined) {
    missing.push(["timestamp", "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."]);
  }
  if (!credential || !signature || !signedHeaders || timestamp === undefined) {
    const [part] = missing[0] as [SigV4Part, string];
    throw new SigV4FormatError(part, `${missing.map(([, text]) => text).join(" ")} Authorization=${authorization}`);
  }
  return { ...parseCredential(credential), signedHeaders: signedHeaders.split(";"), signature, timestamp };
}

/** Without a pattern: one that looks for blanks at the end takes time by the square of blanks in the middle. */
function trimBlanks(text: string): string {
  const isBlank = (i: number): boolean => text[i] === " " || text[i] === "\t";
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(start)) start++;
  while (end > start && isBlank(end - 1)) end--;
  return text.slice(start, end);
}

type Fields = Partial<Record<"Credential" | "Signature" | "SignedHeaders", string>>;

function parseFields(authorization: string): Fields {
  const rest = authorization.startsWith(`${SIGV4_ALGORITHM} `) ? authorization.slice(SIGV4_ALGORITHM.length + 1) : "";
  // AWS reads a header without the algorithm as one long piece; a different algorithm has no text of its own here.
  if (rest === "" && authorization.includes("=")) {
    throw new SigV4FormatError("authorization", `Unsupported Authorization Type. Authorization=${authorization}`);
  }
  const fields: Record<string, string> = Object.create(null);
  for (const piece of (rest === "" ? authorization : rest).split(",")) {
    const fragment = trimBlanks(piece);
    const equals = fragment.indexOf("=");
    if (equals === -1) {
      throw new SigV4FormatError(
        "fragment",
        `'${fragment}' not a valid key=value pair (missing equal-sign) in Authorization header: '${authorization}'.`,
      );
    }
    const key = fragment.slice(0, equals);
    // Two values for one key would let two readers of the same header disagree about who signed.
    if (key in fields) {
      throw new SigV4FormatError(
        "fragment",
        `'${key}' given more than once in Authorization header: '${authorization}'.`,
      );
    }
    fields[key] = fragment.slice(equals + 1);
  }
  return fields;
}
