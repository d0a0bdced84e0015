import { percentEncode, type RequestHead } from "../../../wire/index.ts";
import { isCredentialParameter } from "./mechanism.ts";

/**
 * The head of a presigned request to S3 as if it had been signed in its headers: `x-amz-…` parameters, which the signer
 * put into the URL so that whoever uses it need not send them, are headers, and what says who signed is gone.
 * `query` is the head's, decoded.
 *
 * @returns also the names that were there as header and as parameter, which no signer does.
 */
export function withCarriedHeaders(
  head: RequestHead,
  query: readonly (readonly [string, string])[],
): {
  readonly head: RequestHead;
  readonly twice: readonly string[];
} {
  const headers = new Map(head.headers);
  const kept: string[] = [];
  const twice: string[] = [];
  for (const [name, value] of query) {
    if (isCredentialParameter(name)) continue;
    const lower = name.toLowerCase();
    if (lower.startsWith("x-amz-")) {
      if (head.headers.has(lower)) twice.push(lower);
      headers.set(lower, [...(headers.get(lower) ?? []), value]);
    } else {
      kept.push(`${percentEncode(name, { keepSlash: false })}=${percentEncode(value, { keepSlash: false })}`);
    }
  }
  return { head: { ...head, query: kept.join("&"), headers }, twice };
}
