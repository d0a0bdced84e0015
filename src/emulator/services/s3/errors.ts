import { AwsError } from "../../../wire/index.ts";

const refused = (
  status: number,
  [code, message]: readonly [string, string],
  fields: Readonly<Record<string, string>> = {},
): AwsError => new AwsError(code, message, { status, fields });

/** S3's words for a refusal that tells nothing: to anonymous callers and to other accounts. */
export const accessDenied = (message = "Access Denied"): AwsError => refused(403, ["AccessDenied", message]);

export const noSuchBucket = (bucket: string): AwsError =>
  refused(404, ["NoSuchBucket", "The specified bucket does not exist"], { BucketName: bucket });

export const noSuchKey = (key: string): AwsError =>
  refused(404, ["NoSuchKey", "The specified key does not exist."], { Key: key });

export const noSuchVersion = (key: string, versionId: string): AwsError =>
  refused(404, ["NoSuchVersion", "The specified version does not exist."], { Key: key, VersionId: versionId });

/** The same error, with headers that tell more. */
export function withHeaders(error: AwsError, headers: Readonly<Record<string, string>>): AwsError {
  const { code, message, status, fields } = error;
  return new AwsError(code, message, { status, fields, headers: { ...error.headers, ...headers } });
}

export const invalidRequest = (message: string): AwsError => refused(400, ["InvalidRequest", message]);

/** `argument` is the name and value that S3 shows; the value may be absent. */
export const invalidArgument = (message: string, argument: { name: string; value?: string }): AwsError =>
  refused(400, ["InvalidArgument", message], {
    ArgumentName: argument.name,
    ...(argument.value === undefined ? {} : { ArgumentValue: argument.value }),
  });

const SCHEMA_TEXT = "The XML you provided was not well-formed or did not validate against our published schema";

export const malformedXml = (): AwsError => refused(400, ["MalformedXML", SCHEMA_TEXT]);
export const malformedAcl = (): AwsError => refused(400, ["MalformedACLError", SCHEMA_TEXT]);

/** A header or an element that asks for more than there is: refused, never ignored. */
export const notImplementedHeader = (header: string, additionalMessage?: string): AwsError =>
  refused(501, ["NotImplemented", "A header you provided implies functionality that is not implemented"], {
    Header: header,
    ...(additionalMessage === undefined ? {} : { additionalMessage }),
  });

export const preconditionFailed = (condition: string): AwsError =>
  refused(412, ["PreconditionFailed", "At least one of the pre-conditions you specified did not hold"], {
    Condition: condition,
  });

export const methodNotAllowed = (method: string, resourceType: string): AwsError =>
  refused(405, ["MethodNotAllowed", "The specified method is not allowed against this resource."], {
    Method: method,
    ResourceType: resourceType,
  });

export const missingContentLength = (): AwsError =>
  refused(411, ["MissingContentLength", "You must provide the Content-Length HTTP header."]);

export const incompleteBody = (expectedBytes: number, providedBytes: number): AwsError =>
  refused(
    400,
    ["IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header"],
    {
      NumberBytesExpected: String(expectedBytes),
      NumberBytesProvided: String(providedBytes),
    },
  );

export const malformedTrailer = (): AwsError =>
  refused(400, [
    "MalformedTrailerError",
    "The request contained trailing data that was not well-formed or did not conform to our published schema.",
  ]);

export const tooLarge = (
  kind: readonly [code: string, message: string],
  size: readonly [element: string, bytes: number],
  limit: readonly [element: string, bytes: number],
): AwsError => refused(400, kind, { [size[0]]: String(size[1]), [limit[0]]: String(limit[1]) });

/** An error that concerns one bucket, which S3 names in `BucketName`. */
export const bucketError = (
  status: number,
  code: string,
  { message, bucket }: { message: string; bucket: string },
): AwsError => refused(status, [code, message], { BucketName: bucket });

export const s3Error: typeof refused = refused;
