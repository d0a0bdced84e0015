import { createHmac } from "node:crypto";
import { signaturesEqual } from "../../core/index.ts";
import { header, type RequestHead } from "../http-head.ts";
import { decodeQuery } from "../query-string.ts";
import type { SigV2Claim } from "./claim.ts";

/** The query parameters that name what the request is about, and so are signed. */
const SIGNED_PARAMETERS: ReadonlySet<string> = new Set([
  "accelerate",
  "acl",
  "analytics",
  "cors",
  "defaultObjectAcl",
  "delete",
  "inventory",
  "lifecycle",
  "location",
  "logging",
  "metrics",
  "notification",
  "object-lock",
  "partNumber",
  "policy",
  "replication",
  "requestPayment",
  "response-cache-control",
  "response-content-disposition",
  "response-content-encoding",
  "response-content-language",
  "response-content-type",
  "response-expires",
  "restore",
  "select",
  "select-type",
  "storageClass",
  "tagging",
  "torrent",
  "uploadId",
  "uploads",
  "versionId",
  "versioning",
  "versions",
  "website",
]);

/** What a Signature Version 2 is made over. */
export interface SigV2Subject {
  readonly head: RequestHead;
  readonly claim: SigV2Claim;
  /** The bucket that the host names; absent where the path does. */
  readonly hostBucket: string | undefined;
}

/**
 * Writes the string to sign of Signature Version 2 ("Signing and authenticating REST requests (AWS signature version 2)"
 * of the S3 User Guide). The path is signed as it was sent, not decoded.
 *
 * @throws UrlFormatError where the query cannot be decoded.
 */
export function sigV2StringToSign({ head, claim, hostBucket }: SigV2Subject): string {
  const query = decodeQuery(head.query);
  // What a presigned URL carries as a parameter counts as the header of that name, where that was not sent.
  const carried = claim.type === "query" ? query.filter(([name]) => isCarriedHeader(name)) : [];
  const headers = new Map<string, readonly string[]>([
    ...carried.map(([name, value]): [string, readonly string[]] => [name.toLowerCase(), [value]]),
    ...head.headers,
  ]);
  const value = (name: string): string => headers.get(name)?.join(",").trim() ?? "";
  const date = claim.type === "query" ? (claim.expiresText ?? "") : headers.has("x-amz-date") ? "" : value("date");
  const amzHeaders = [...headers]
    .filter(([name]) => name.startsWith("x-amz-"))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, values]) => `${name}:${values.map((one) => one.trim()).join(",")}\n`);
  const lines = [head.method, value("content-md5"), value("content-type"), date].join("\n");
  return `${lines}\n${amzHeaders.join("")}${resource(head, query, hostBucket)}`;
}

function resource(head: RequestHead, query: readonly [string, string][], hostBucket: string | undefined): string {
  const signed = query
    .filter(([name]) => SIGNED_PARAMETERS.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    // A parameter without a value is signed without the equals sign.
    .map(([name, value]) => (value === "" ? name : `${name}=${value}`));
  const path = hostBucket === undefined ? head.path : `/${hostBucket}${head.path}`;
  return signed.length === 0 ? path : `${path}?${signed.join("&")}`;
}

/** Whether a URL that is presigned with Signature Version 2 carries the parameter in place of the header of that name. */
export function isCarriedHeader(name: string): boolean {
  return /^(x-amz-.+|content-md5|content-type)$/i.test(name);
}

/** Whether the signature holds, and what it was computed over. */
export function verifySigV2(
  subject: SigV2Subject,
  secretAccessKey: string,
): { readonly valid: boolean; readonly stringToSign: string } {
  const stringToSign = sigV2StringToSign(subject);
  const expected = createHmac("sha1", secretAccessKey).update(stringToSign).digest("base64");
  return { valid: signaturesEqual(expected, subject.claim.signature), stringToSign };
}

/** Whether a request's head has `Authorization: AWS …`. */
export function isSigV2Header(head: RequestHead): boolean {
  return header(head, "authorization")?.startsWith("AWS ") === true;
}
