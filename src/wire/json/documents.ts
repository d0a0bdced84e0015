import type { AwsError } from "../aws-error.ts";

/** A response body with its content type. */
export interface JsonDocument {
  readonly body: string;
  readonly contentType: string;
}

const CONTENT_TYPE = "application/x-amz-json-1.1";

/** Success of a service that speaks AWS JSON 1.1. Times are seconds since 1970; the caller writes them so. */
export function jsonSuccess(result: object): JsonDocument {
  return { body: JSON.stringify(result), contentType: CONTENT_TYPE };
}

/** Failure of a service that speaks AWS JSON 1.1: the code as `__type`, and no message where it is empty. */
export function jsonError(error: AwsError): JsonDocument {
  const message = error.message === "" ? {} : { message: error.message };
  return { body: JSON.stringify({ __type: error.code, ...message, ...error.fields }), contentType: CONTENT_TYPE };
}
