import { createHash } from "node:crypto";
import { AwsError, header } from "../../../wire/index.ts";
import { BodyTooLargeError } from "../body.ts";
import type { IncomingRequest } from "../request.ts";
import type { AuthenticationErrors } from "./rules.ts";

/** Query services read no more: AWS's own limit for STS. */
const MAX_FORM_BYTES = 10_000_000;

/** How a payload stands in the canonical request of a header-signed request to S3. */
const CHUNKED: Readonly<Record<string, { readonly signed: boolean; readonly trailer: boolean }>> = {
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD": { signed: true, trailer: false },
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER": { signed: true, trailer: true },
  "STREAMING-UNSIGNED-PAYLOAD-TRAILER": { signed: false, trailer: true },
};

/** What `x-amz-content-sha256` declares. */
export type DeclaredPayload =
  | { readonly form: "unsigned" }
  | { readonly form: "sha256"; readonly sha256: string }
  | { readonly form: "chunked"; readonly signed: boolean; readonly trailer: boolean };

/**
 * Reads `x-amz-content-sha256`, which stands in the canonical request as it was sent.
 *
 * @throws AwsError `payloadHash` where it is missing or impossible, `unsupported` where it asks for another algorithm.
 */
export function readDeclaredPayload(
  { head }: IncomingRequest,
  errors: AuthenticationErrors,
): { readonly hash: string; readonly payload: DeclaredPayload } {
  const hash = header(head, "x-amz-content-sha256");
  if (hash !== undefined && isLowerHash(hash)) return { hash, payload: { form: "sha256", sha256: hash } };
  if (hash === "UNSIGNED-PAYLOAD") return { hash, payload: { form: "unsigned" } };
  if (hash !== undefined && Object.hasOwn(CHUNKED, hash)) {
    return { hash, payload: { form: "chunked", ...(CHUNKED[hash] as { signed: boolean; trailer: boolean }) } };
  }
  if (hash?.startsWith("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD") === true) throw errors.unsupported(hash);
  if (hash === undefined || !/^[0-9a-fA-F]{64}$/.test(hash)) {
    throw (
      errors.payloadHash?.(hash) ??
      errors.malformed({ part: "authorization", message: "x-amz-content-sha256" }, "header")
    );
  }
  return { hash, payload: { form: "sha256", sha256: hash.toLowerCase() } };
}

/** Whether it is 64 digits of hex in lower case, as all clients write it: a pattern takes twice as long. */
function isLowerHash(text: string): boolean {
  if (text.length !== 64) return false;
  for (let i = 0; i < 64; i++) {
    const code = text.charCodeAt(i);
    const isDigit = code >= 0x30 && code <= 0x39;
    if (!isDigit && !(code >= 0x61 && code <= 0x66)) return false;
  }
  return true;
}

/**
 * Reads a form whole, to hash it.
 *
 * @throws AwsError 413 over 10,000,000 bytes.
 */
export async function readForm({ body }: IncomingRequest): Promise<{ readonly hash: string; readonly form: string }> {
  try {
    const bytes = await body.readAll(MAX_FORM_BYTES);
    return { hash: createHash("sha256").update(bytes).digest("hex"), form: bytes.toString("utf8") };
  } catch (error) {
    if (error instanceof BodyTooLargeError) throw new AwsError("RequestEntityTooLarge", "", { status: 413 });
    throw error;
  }
}
