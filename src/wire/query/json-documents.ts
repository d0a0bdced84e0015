import type { AwsError } from "../aws-error.ts";
import type { JsonDocument } from "../json/documents.ts";
import type { XmlObject } from "../xml/value.ts";

/** What a Query operation answers where JSON was asked for. */
export interface QueryJsonAnswer {
  readonly operation: string;
  /** Absent for operations without output. */
  readonly result?: XmlObject | undefined;
  readonly requestId: string;
  /** The properties whose texts are times. */
  readonly times: RegExp;
}

const CONTENT_TYPE = "application/json";

/** Success in the JSON that the Query protocol had before its successors: the names of the XML, and times as seconds since 1970. */
export function queryJsonSuccess({ operation, result, requestId, times }: QueryJsonAnswer): JsonDocument {
  const content = {
    ...(result === undefined ? {} : { [`${operation}Result`]: result }),
    ResponseMetadata: { RequestId: requestId },
  };
  const body = JSON.stringify({ [`${operation}Response`]: content }, (name, value: unknown) =>
    typeof value === "string" && times.test(name) ? Date.parse(value) / 1000 : value,
  );
  return { body, contentType: CONTENT_TYPE };
}

/** Failure in that JSON. */
export function queryJsonError(error: AwsError, requestId: string): JsonDocument {
  const { code: Code, message: Message, fault: Type, fields } = error;
  return {
    body: JSON.stringify({ Error: { Code, Message, Type, ...fields }, RequestId: requestId }),
    contentType: CONTENT_TYPE,
  };
}
