import type { AwsError } from "../../../../wire/index.ts";
import type { AuthenticationErrors } from "../../../pipeline/authentication/rules.ts";
import type { SignaturePlace } from "../../../pipeline/authentication/signed-request.ts";
import { accessDenied, invalidArgument, invalidRequest, s3Error } from "../errors.ts";
import { signatureMismatch } from "./signature-mismatch.ts";

/** How far the time of a header-signed request may be off. */
export const MAX_SKEW_SECONDS = 900;

const PAYLOAD_FORMS =
  "UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER";

const CREDENTIAL_FORM = 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".';

/** The query's errors that are about its credential begin alike; the header's all do. */
function malformed(place: SignaturePlace, text: string, fields: Readonly<Record<string, string>> = {}): AwsError {
  return place === "header"
    ? s3Error(400, ["AuthorizationHeaderMalformed", `The authorization header is malformed; ${text}`], fields)
    : queryError(`Error parsing the X-Amz-Credential parameter; ${text}`, fields);
}

/** What S3 says of a presigned request whose parameters cannot be read. */
export function queryError(message: string, fields: Readonly<Record<string, string>> = {}): AwsError {
  return s3Error(400, ["AuthorizationQueryParametersError", message], fields);
}

/** A presigned request without all of its parameters. */
export function missingQueryParameters(): AwsError {
  return queryError(
    "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
  );
}

/** A request whose time of signing is nowhere, or cannot be read. */
export function noDate(): AwsError {
  return accessDenied("AWS authentication requires a valid Date or x-amz-date header");
}

/** A time as S3 tells it: without milliseconds. */
export function serverTime(at: Date): string {
  return at.toISOString().replace(/\.\d{3}Z$/, "Z");
}

const unsignedHeaders = (names: readonly string[]): AwsError =>
  s3Error(403, ["AccessDenied", "There were headers present in the request which were not signed"], {
    HeadersNotSigned: names.join(", "),
  });

/** What S3 says to a request that it cannot authenticate; unlike other services it shows what it worked with. */
export const errors: AuthenticationErrors = {
  // Never asked for: an unsigned request goes on as anonymous.
  missing: () => accessDenied(),
  malformed({ part, message }, place) {
    switch (part) {
      case "host":
        return unsignedHeaders(["host"]);
      case "missing":
        return missingQueryParameters();
      case "algorithm":
        return queryError('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"');
      case "credential":
      case "terminator":
        return malformed(place, CREDENTIAL_FORM);
      case "timestamp":
        return place === "header"
          ? noDate()
          : queryError(`X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`);
      case "signature":
      case "signedHeaders":
        return malformed(
          place,
          "the authorization header requires three components: Credential, SignedHeaders, and Signature.",
        );
      case "authorization":
        return invalidArgument("Unsupported Authorization Type", { name: "Authorization" });
      case "fragment":
        return place === "header" ? malformed(place, message) : queryError(message);
    }
  },
  unsupported: (what) => s3Error(501, ["NotImplemented", `this emulator does not verify ${what}`]),
  twoMechanisms: () =>
    invalidArgument(
      "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
      { name: "Authorization" },
    ),
  wrongScope(found, expected, place) {
    if (found.region !== expected.region) {
      const text = `the region '${found.region}' is wrong; expecting '${expected.region}'`;
      return malformed(place, text, { Region: expected.region });
    }
    return malformed(place, `incorrect service "${found.service}". This endpoint belongs to "${expected.service}".`);
  },
  unknownKey: (accessKeyId) =>
    s3Error(403, ["InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."], {
      AWSAccessKeyId: accessKeyId,
    }),
  invalidToken: (token) =>
    s3Error(400, ["InvalidToken", "The provided token is malformed or otherwise invalid."], { "Token-0": token }),
  expiredToken: (token) => s3Error(400, ["ExpiredToken", "The provided token has expired."], { "Token-0": token }),
  scopeDate: ({ date, timestamp }, place) =>
    malformed(
      place,
      `Invalid credential date "${date}". This date is not the same as X-Amz-Date: "${timestamp.text.slice(0, 8)}".`,
    ),
  badSignature: ({ credential, canonicalRequest, stringToSign }) =>
    signatureMismatch({ ...credential, stringToSign, canonicalRequest }),
  skewed: ({ requestTimeText, now, allowedSeconds }) =>
    s3Error(
      403,
      ["RequestTimeTooSkewed", "The difference between the request time and the current time is too large."],
      {
        RequestTime: requestTimeText,
        ServerTime: serverTime(now),
        MaxAllowedSkewMilliseconds: String(allowedSeconds * 1000),
      },
    ),
  unsignedHeaders,
  notAHeader: ([name = ""]) => invalidArgument("Header value cannot be represented using ISO-8859-1.", { name }),
  payloadHash(value) {
    if (value === undefined) return invalidRequest("Missing required header for this request: x-amz-content-sha256");
    return invalidArgument(`x-amz-content-sha256 must be ${PAYLOAD_FORMS} or a valid sha256 value.`, {
      name: "x-amz-content-sha256",
      value,
    });
  },
};
