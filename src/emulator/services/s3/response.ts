import { hash } from "node:crypto";
import type { Readable } from "node:stream";
import { type AwsError, restXmlError, withAttributes, writeXml, type XmlValue } from "../../../wire/index.ts";
import type { ServiceRequest } from "../../pipeline/request.ts";
import { type HttpResponse, type Operation, type OperationDefinition, operation } from "../../pipeline/service.ts";

/** The namespace of S3's documents; its errors have none. */
const S3_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/** What an operation of S3 answers, before the headers that all answers have. In-process callers get it as it is. */
export interface S3Response {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable;
}

/** An operation of S3; unlike other services' it answers with a whole response. */
export interface S3OperationDefinition<Input> extends OperationDefinition<Input> {
  run(...parameters: Parameters<OperationDefinition<Input>["run"]>): S3Response | Promise<S3Response>;
}

export function s3Operation<Input>(definition: S3OperationDefinition<Input>): Operation {
  return operation(definition);
}

/** An answer without a body. */
export function emptyResponse(status: number, headers: Readonly<Record<string, string>> = {}): S3Response {
  return { status, headers };
}

/** An XML document in S3's namespace. */
export function xmlResponse(
  root: string,
  content: XmlValue,
  headers: Readonly<Record<string, string>> = {},
): S3Response {
  const body = writeXml(root, withAttributes({ xmlns: S3_NAMESPACE }, content), { declaration: true });
  return { status: 200, headers: { "content-type": "application/xml", ...headers }, body };
}

/** Writes an answer as S3 sends it. */
export function serialise(_operation: string, result: unknown, request: ServiceRequest): HttpResponse {
  const response = result as S3Response;
  const headers = Object.assign(commonHeaders(request), response.headers);
  const { status, body } = response;
  return body === undefined ? { status, headers } : { status, headers, body };
}

/** Writes a refusal; answers to HEAD have no body. */
export function serialiseError(error: AwsError, request: ServiceRequest): HttpResponse {
  const document = restXmlError(error, { requestId: request.id, hostId: hostId(request) });
  const headers = { ...commonHeaders(request), "content-type": document.contentType, ...error.headers };
  return request.head.method === "HEAD"
    ? { status: error.status, headers }
    : { status: error.status, headers, body: document.body };
}

/** The headers that all answers of S3 have. */
export function commonHeaders(request: ServiceRequest): Record<string, string> {
  return { "x-amz-request-id": request.id, "x-amz-id-2": hostId(request), server: "AmazonS3" };
}

/** What the second ids begin with: AWS's name the host, in a form that nobody else reads. */
const HOST = hash("sha512", "keylease", "base64").slice(0, 60);

/** The second id of a request, which header and body both tell. AWS's is opaque and as long; ours ends with the first. */
export function hostId(request: ServiceRequest): string {
  return HOST + request.id;
}
