import { isCarriedHeader, percentEncode, type RequestHead } from "../../../wire/index.ts";
import { isCredentialParameter } from "./mechanism.ts";
import type { RequestSignature } from "./signed-request.ts";

/** What a presigned request to S3 asks for when its parameters are read as the headers that they stand for. */
export interface CarriedHeaders {
  readonly head: RequestHead;
  /** The names of `x-amz-…` headers that were there as parameter as well, which no signer does. */
  readonly twice: readonly string[];
  /** Parameters that no header can stand for: names and values that HTTP does not carry. */
  readonly impossible: readonly string[];
}

const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;

/**
 * The head of a presigned request to S3 as if it had been signed in its headers: `x-amz-…` parameters, which the signer
 * put into the URL so that whoever uses it need not send them, are headers, and what says who signed is gone.
 * Signature Version 2 carries `Content-Type` and `Content-MD5` in the same way. `query` is the head's, decoded.
 */
export function withCarriedHeaders(
  head: RequestHead,
  query: readonly (readonly [string, string])[],
  version: RequestSignature["version"],
): CarriedHeaders {
  const headers = new Map(head.headers);
  const kept: string[] = [];
  const twice: string[] = [];
  const impossible: string[] = [];
  for (const [name, value] of query) {
    if (isCredentialParameter(name)) continue;
    const lower = name.toLowerCase();
    if (!isCarried(name, version)) {
      kept.push(`${percentEncode(name, { keepSlash: false })}=${percentEncode(value, { keepSlash: false })}`);
    } else if (!NAME.test(lower) || CONTROL.test(value)) {
      impossible.push(name);
    } else if (!lower.startsWith("x-amz-")) {
      // The signature was made over the header where there is one.
      if (!headers.has(lower)) headers.set(lower, [value]);
    } else {
      if (head.headers.has(lower)) twice.push(lower);
      headers.set(lower, [...(headers.get(lower) ?? []), value]);
    }
  }
  return { head: { ...head, query: kept.join("&"), headers }, twice, impossible };
}

function isCarried(name: string, version: RequestSignature["version"]): boolean {
  return version === "AWS" ? isCarriedHeader(name) : /^x-amz-/i.test(name);
}
