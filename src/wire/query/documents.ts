import type { AwsError } from "../aws-error.ts";
import { withAttributes, type XmlObject } from "../xml/value.ts";
import { writeXml, type XmlWriteOptions } from "../xml/write.ts";

/** A response body with its content type. */
export interface XmlDocument {
  readonly body: string;
  readonly contentType: string;
}

/** What a Query operation answers. */
export interface QueryAnswer {
  readonly operation: string;
  /** The service's XML namespace, such as `https://sts.amazonaws.com/doc/2011-06-15/`. */
  readonly namespace: string;
  /** Absent for operations without output (IAM's DeleteRole), which have no Result element. */
  readonly result?: XmlObject | undefined;
  readonly requestId: string;
  /** Default: `seconds`. */
  readonly dates?: XmlWriteOptions["dates"];
}

/** Success of STS, IAM and CloudFormation: the result, then the request id in `ResponseMetadata`. */
export function querySuccess(answer: QueryAnswer): XmlDocument {
  const { operation, namespace, result, requestId, dates = "seconds" } = answer;
  const content = { [`${operation}Result`]: result, ResponseMetadata: { RequestId: requestId } };
  const root = withAttributes({ xmlns: namespace }, content);
  return {
    body: writeXml(`${operation}Response`, root, { lists: "member", dates, pretty: true }),
    contentType: "text/xml",
  };
}

/** Failure of STS, IAM and CloudFormation. The request id is the root's own child, and an empty message has no element. */
export function queryError(error: AwsError, namespace: string, requestId: string): XmlDocument {
  const root = withAttributes(
    { xmlns: namespace },
    {
      Error: {
        Type: error.fault,
        Code: error.code,
        Message: error.message === "" ? undefined : error.message,
        ...error.fields,
      },
      RequestId: requestId,
    },
  );
  return { body: writeXml("ErrorResponse", root, { pretty: true }), contentType: "text/xml" };
}

/** Success of EC2: the request id first, then the result's own elements, named in lower camel case by the caller. */
export function ec2Success(answer: QueryAnswer): XmlDocument {
  const { operation, namespace, result, requestId, dates = "milliseconds" } = answer;
  const root = withAttributes({ xmlns: namespace }, { requestId, ...result });
  return {
    body: writeXml(`${operation}Response`, root, { lists: "item", dates, pretty: true, declaration: true }),
    contentType: "text/xml;charset=UTF-8",
  };
}

/** Failure of EC2: no namespace, no type, and `RequestID` in capitals. */
export function ec2Error(error: AwsError, requestId: string): XmlDocument {
  const content = {
    Errors: { Error: { Code: error.code, Message: error.message, ...error.fields } },
    RequestID: requestId,
  };
  return { body: writeXml("Response", content, { declaration: true }), contentType: "text/xml;charset=UTF-8" };
}

/** What accompanies an error of S3. */
export interface RestErrorContext {
  /** As in the `x-amz-request-id` header. */
  readonly requestId: string;
  /** As in the `x-amz-id-2` header. */
  readonly hostId: string;
  readonly resource?: string;
  /** Some of S3's errors come without the XML declaration. Default: true. */
  readonly declaration?: boolean;
}

/** Failure of S3: a bare `Error`, the extra fields between the message and the ids. */
export function restXmlError(error: AwsError, context: RestErrorContext): XmlDocument {
  const { requestId, hostId, resource, declaration = true } = context;
  const content = {
    Code: error.code,
    Message: error.message,
    ...error.fields,
    Resource: resource,
    RequestId: requestId,
    HostId: hostId,
  };
  return { body: writeXml("Error", content, { declaration }), contentType: "application/xml" };
}
