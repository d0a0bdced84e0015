import { header, type RequestHead } from "../../../../wire/index.ts";
import type { RequestSignature } from "../../../pipeline/authentication/signed-request.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { PostForm } from "./post-form.ts";

/** Fields that are headers of an upload under the same name, besides `x-amz-…`. */
const HEADER_FIELDS: ReadonlySet<string> = new Set([
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-md5",
  "content-type",
  "expires",
]);

/** Fields that say who signed. */
const PROOF_FIELDS: ReadonlySet<string> = new Set([
  "x-amz-algorithm",
  "x-amz-credential",
  "x-amz-date",
  "x-amz-security-token",
  "x-amz-signature",
]);

/** The form as if it were a PUT whose headers are the form's fields, so that both are read and decided alike. */
export function asUploadRequest(
  request: ServiceRequest,
  form: PostForm,
  signature: RequestSignature | undefined,
): ServiceRequest {
  const headers = new Map<string, readonly string[]>();
  for (const [name, values] of request.head.headers) if (!isUploadHeader(name)) headers.set(name, values);
  for (const [name, value] of form.entries()) {
    if (name === "acl") headers.set("x-amz-acl", [value]);
    else if (isUploadHeader(name) && !PROOF_FIELDS.has(name)) headers.set(name, [value]);
  }
  const head: RequestHead = { ...request.head, headers };
  const { signature: _none, ...rest } = request;
  return { ...rest, head, ...(signature === undefined ? {} : { signature }) };
}

/** What the HTTP request says of itself (its own type and length) is not about the file. */
function isUploadHeader(name: string): boolean {
  return HEADER_FIELDS.has(name) || name.startsWith("x-amz-") || /^if-(none-)?match$/.test(name);
}

/** The host as the client wrote it, port and all. */
export function hostOf({ head }: ServiceRequest): string {
  return header(head, "host") ?? "localhost";
}
