import { createHmac } from "node:crypto";
import type { SdkCredentials } from "./emulator.ts";

/** What Signature Version 2 is made over, and who signs. It shares no code with the emulator that it is tried on. */
export interface SigV2Request {
  readonly method: string;
  /** `/bucket/key`, also where the host names the bucket, with its subresources: `/bucket/key?acl`. */
  readonly resource: string;
  /** The date's line: of a presigned URL `Expires`; empty where `x-amz-date` is among the headers. */
  readonly date: string;
  readonly contentMd5?: string;
  readonly contentType?: string;
  /** Names in lower case. */
  readonly amzHeaders?: Readonly<Record<string, string>>;
}

export function sigV2StringToSign(request: SigV2Request): string {
  const { method, resource, date, contentMd5 = "", contentType = "", amzHeaders = {} } = request;
  const lines = Object.keys(amzHeaders)
    .sort()
    .map((name) => `${name}:${amzHeaders[name]}\n`);
  return `${method}\n${contentMd5}\n${contentType}\n${date}\n${lines.join("")}${resource}`;
}

export function sigV2(request: SigV2Request, { secretAccessKey }: SdkCredentials): string {
  return createHmac("sha1", secretAccessKey).update(sigV2StringToSign(request)).digest("base64");
}
