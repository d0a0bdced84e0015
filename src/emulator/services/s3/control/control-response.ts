import { type AwsError, withAttributes, writeXml, type XmlValue } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { HttpResponse } from "../../../pipeline/service.ts";
import { commonHeaders, hostId, type S3Response } from "../response.ts";

const CONTROL_NAMESPACE = "http://awss3control.amazonaws.com/doc/2018-08-20/";
const XML = { "content-type": "application/xml" };

/** An XML document in S3 Control's namespace. */
export function controlResponse(root: string, content: XmlValue): S3Response {
  const body = writeXml(root, withAttributes({ xmlns: CONTROL_NAMESPACE }, content), { declaration: true });
  return { status: 200, headers: XML, body };
}

/** Writes a refusal. Unlike S3's own it stands inside of an `ErrorResponse`, which has the ids. */
export function serialiseControlError(error: AwsError, request: ServiceRequest): HttpResponse {
  const { code, message, status, fields } = error;
  const content = {
    Error: { Code: code, Message: message, ...fields },
    RequestId: request.id,
    HostId: hostId(request),
  };
  const headers = { ...commonHeaders(request), ...XML, ...error.headers };
  if (request.head.method === "HEAD") return { status, headers };
  return { status, headers, body: writeXml("ErrorResponse", content, { declaration: true }) };
}
