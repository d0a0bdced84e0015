import { header, isSigV2Header, type RequestHead, SIGNATURE_PARAMETER } from "../../../wire/index.ts";

/** How a request is signed. */
export type Mechanism = "v4-header" | "v4-query" | "v2-header" | "v2-query";

const V4_PARAMETER = /(?:^|&)(?:X-Amz-Algorithm|X-Amz-Credential|X-Amz-Signature)=/;
const V2_PARAMETER = /(?:^|&)(?:AWSAccessKeyId|Signature)=/;

/**
 * Tells the mechanisms of a request; more than one is for the service to refuse. A parameter of any of them is enough:
 * a signature that is not whole must never pass for none.
 */
export function mechanismsOf(head: RequestHead): readonly Mechanism[] {
  const found: Mechanism[] = [];
  if (header(head, "authorization") !== undefined) found.push(isSigV2Header(head) ? "v2-header" : "v4-header");
  if (V4_PARAMETER.test(head.query)) found.push("v4-query");
  else if (V2_PARAMETER.test(head.query)) found.push("v2-query");
  return found;
}

/** The parameters of a presigned request that say who signed it; all others say what is asked. */
const CREDENTIAL_PARAMETERS: ReadonlySet<string> = new Set([
  "X-Amz-Algorithm",
  "X-Amz-Credential",
  "X-Amz-Date",
  "X-Amz-Expires",
  "X-Amz-Security-Token",
  "X-Amz-SignedHeaders",
  SIGNATURE_PARAMETER,
  "AWSAccessKeyId",
  "Expires",
  "Signature",
  "x-amz-security-token",
]);

/** Whether a query parameter belongs to the signature. */
export function isCredentialParameter(name: string): boolean {
  return CREDENTIAL_PARAMETERS.has(name);
}
