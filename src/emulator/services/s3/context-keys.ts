import { header } from "../../../wire/index.ts";
import type { ServiceRequest } from "../../pipeline/request.ts";
import type { Requirement } from "../../pipeline/service.ts";

/** Context keys by name, in any case. */
export type ContextKeys = NonNullable<Requirement["context"]>;

/** Headers that S3 gives to policies under their own names, where an operation takes them. */
export const ACL_HEADERS: readonly Lowercase<string>[] = [
  "x-amz-acl",
  "x-amz-grant-full-control",
  "x-amz-grant-read",
  "x-amz-grant-read-acp",
  "x-amz-grant-write",
  "x-amz-grant-write-acp",
];

export const UPLOAD_HEADERS: readonly Lowercase<string>[] = [
  ...ACL_HEADERS,
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-server-side-encryption-customer-algorithm",
  "x-amz-storage-class",
  "x-amz-website-redirect-location",
  "if-match",
  "if-none-match",
];

/** The context keys that every request to S3 has; how it was signed is absent where it was not. */
export function commonKeys(
  { head, signature }: ServiceRequest,
  bucketAccountId: string | undefined,
): Record<string, string | readonly string[] | undefined> {
  return {
    "s3:authType": signature && AUTH_TYPES[signature.place],
    "s3:signatureversion": signature?.version,
    "s3:signatureAge": signature?.ageMilliseconds === undefined ? undefined : String(signature.ageMilliseconds),
    "s3:x-amz-content-sha256": header(head, "x-amz-content-sha256"),
    "s3:ResourceAccount": bucketAccountId,
  };
}

const AUTH_TYPES = { header: "REST-HEADER", query: "REST-QUERY-STRING", form: "POST" } as const;

/** `s3:x-amz-acl` and the like: present only where the header was sent, never filled with a default. */
export function headerKeys({ head }: ServiceRequest, names: readonly Lowercase<string>[]): Record<string, string> {
  const keys: Record<string, string> = {};
  for (const name of names) {
    const value = header(head, name);
    if (value !== undefined) keys[`s3:${name}`] = value;
  }
  return keys;
}
