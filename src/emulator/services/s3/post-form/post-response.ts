import { percentEncode, writeXml } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import { bucketOfHost } from "../address.ts";
import type { ObjectRecord } from "../objects.ts";
import { emptyResponse, type S3Response } from "../response.ts";
import { hostOf } from "./form-request.ts";
import type { PostForm } from "./post-form.ts";

/** What was written where. */
export interface PostedObject {
  readonly bucket: string;
  readonly key: string;
  readonly object: ObjectRecord;
}

/** Answers a form as it asks to be answered: by a redirect, a document, or nothing. */
export function postResponse(
  form: PostForm,
  { bucket, key, object }: PostedObject,
  request: ServiceRequest,
): S3Response {
  const etag = `"${object.etag}"`;
  const place = bucketOfHost(request.host) === undefined ? `${hostOf(request)}/${bucket}` : hostOf(request);
  const location = `${request.secure ? "https" : "http"}://${place}/${percentEncode(key, { keepSlash: false })}`;
  const headers = { etag, location, "x-amz-server-side-encryption": "AES256" };
  const redirect = redirectTo(form, { bucket, key, etag });
  if (redirect !== undefined) return emptyResponse(303, { ...headers, location: redirect });
  const status = form.get("success_action_status");
  if (status === "200") return emptyResponse(200, headers);
  if (status !== "201") return emptyResponse(204, headers);
  const content = { Location: location, Bucket: bucket, Key: key, ETag: etag };
  const body = writeXml("PostResponse", content, { declaration: true });
  return { status: 201, headers: { ...headers, "content-type": "application/xml" }, body };
}

/** The page to show next, told what was stored; what is no URL counts as if it were not there. */
function redirectTo(form: PostForm, told: Readonly<Record<string, string>>): string | undefined {
  const text = form.get("success_action_redirect") ?? form.get("redirect");
  if (text === undefined || !URL.canParse(text) || !/^https?:/i.test(text)) return undefined;
  const url = new URL(text);
  for (const [name, value] of Object.entries(told)) url.searchParams.append(name, value);
  return url.href;
}
