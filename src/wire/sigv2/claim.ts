import { header, type RequestHead } from "../http-head.ts";
import { decodeQuery } from "../query-string.ts";
import { parseHttpDate } from "../sigv4/timestamp.ts";

/** What a request that is signed with Signature Version 2 claims. Nothing in it is verified. */
export interface SigV2Claim {
  readonly type: "header" | "query";
  readonly accessKeyId: string;
  /** Base64 of an HMAC-SHA1. */
  readonly signature: string;
  readonly sessionToken: string | undefined;
  /** Of a header-signed request: when it was signed; `undefined` where it says so nowhere, or in no form that is known. */
  readonly signedAt: Date | undefined;
  /** Of a presigned URL: until when it is to be taken, as sent. */
  readonly expiresText: string | undefined;
}

/** The parameters that a URL presigned with Signature Version 2 must have. */
const SIGV2_PARAMETERS = ["AWSAccessKeyId", "Signature", "Expires"] as const;

/** The claim of an `Authorization: AWS KEY:SIGNATURE` header, or `undefined` where it has another form. */
export function readSigV2Header(head: RequestHead): SigV2Claim | undefined {
  const [, accessKeyId, signature] = /^AWS ([^:]+):(\S+)$/.exec(header(head, "authorization") ?? "") ?? [];
  if (accessKeyId === undefined || signature === undefined) return undefined;
  const date = header(head, "x-amz-date") ?? header(head, "date");
  return {
    type: "header",
    accessKeyId,
    signature,
    sessionToken: header(head, "x-amz-security-token"),
    signedAt: date === undefined ? undefined : parseHttpDate(date),
    expiresText: undefined,
  };
}

/** The claim of a presigned URL, or `undefined` where a parameter is missing. */
export function readSigV2Query(head: RequestHead): SigV2Claim | undefined {
  const query = new Map(decodeQuery(head.query).reverse());
  const [accessKeyId, signature, expiresText] = SIGV2_PARAMETERS.map((name) => query.get(name) || undefined);
  if (accessKeyId === undefined || signature === undefined || expiresText === undefined) return undefined;
  const sessionToken = query.get("x-amz-security-token") ?? header(head, "x-amz-security-token");
  return { type: "query", accessKeyId, signature, sessionToken, signedAt: undefined, expiresText };
}
