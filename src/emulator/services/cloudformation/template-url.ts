import type { Readable } from "node:stream";
import { AwsError } from "../../../wire/index.ts";
import { isLoopbackHost } from "../../pipeline/host.ts";
import type { HttpResponse, OperationContext } from "../../pipeline/service.ts";
import { validationError } from "./errors.ts";
import { TEMPLATE_LIMITS } from "./template/limits.ts";

/** Hosts of S3, with the bucket before them or without. */
const S3_HOST = /^(?:(?<bucket>.+)\.)?s3(?:[.-](?:dualstack\.)?[a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/;

/**
 * Fetches a template from the emulator's S3, with the caller's rights. The address may be one that S3 has on AWS, or the
 * emulator's own.
 *
 * @throws AwsError `ValidationError` in AWS's words.
 */
export async function fetchTemplate(url: string, context: OperationContext): Promise<string> {
  const { path, query } = address(url);
  let response: HttpResponse;
  try {
    const http = { method: "GET", path, ...(query === "" ? {} : { query }) };
    response = (await context.invoke({ service: "s3", operation: "GetObject", http })) as HttpResponse;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw validationError(
      `S3 error: ${error.message}\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html`,
    );
  }
  return read(response.body);
}

/** The path of the bucket and the key, percent-encoded as it was given. */
function address(url: string): { path: string; query: string } {
  const parts = /^https?:\/\/([^/?#]+)(\/[^?#]*)(?:\?([^#]*))?$/i.exec(url);
  if (parts === null) throw validationError("TemplateURL must be a supported URL.");
  const [, authority = "", path = "", query = ""] = parts;
  const host = authority.toLowerCase().replace(/:\d+$/, "");
  // Nothing but which version of the object it is can be said of a template.
  const version = query.split("&").find((parameter) => parameter.startsWith("versionId=")) ?? "";
  const local = /^(.+?)(?:\.s3)?\.localhost$/.exec(host)?.[1];
  if (isLoopbackHost(host)) return { path, query: version };
  if (local !== undefined) return { path: `/${encodeURIComponent(local)}${path}`, query: version };
  const match = S3_HOST.exec(host);
  if (match === null) throw validationError(`S3 error: Domain name specified in ${host} is not a valid S3 domain`);
  const bucket = match.groups?.bucket;
  return { path: bucket === undefined ? path : `/${encodeURIComponent(bucket)}${path}`, query: version };
}

async function read(body: HttpResponse["body"]): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const source: AsyncIterable<Uint8Array> | Iterable<Uint8Array> =
    body === undefined ? [] : isStream(body) ? body : [Buffer.from(body)];
  for await (const chunk of source) {
    size += chunk.length;
    if (size > TEMPLATE_LIMITS.fetchedBytes) {
      throw validationError(`Template may not exceed ${TEMPLATE_LIMITS.fetchedBytes} bytes in size.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function isStream(body: string | Uint8Array | Readable): body is Readable {
  return typeof body !== "string" && !(body instanceof Uint8Array);
}
