import type { AwsError } from "../../../wire/index.ts";
import type { AuthenticationErrors, AuthenticationRules, SignatureMismatch } from "../../pipeline/service.ts";
import { accessDenied, invalidArgument, invalidRequest, s3Error } from "./errors.ts";

const MAX_SKEW_SECONDS = 900;

const PAYLOAD_FORMS =
  "UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER";

/** What S3 says to a request that it cannot authenticate; unlike other services it shows what it worked with. */
const errors: AuthenticationErrors = {
  // Never asked for: an unsigned request goes on as anonymous.
  missing: () => accessDenied(),
  malformed(message) {
    if (message.startsWith("Unsupported Authorization Type")) {
      return invalidArgument("Unsupported Authorization Type", { name: "Authorization" });
    }
    return s3Error(400, ["AuthorizationHeaderMalformed", `The authorization header is malformed; ${message}`]);
  },
  unsupported: (what) => s3Error(501, ["NotImplemented", `this emulator does not verify ${what}`]),
  wrongScope(found, expected) {
    const malformed = "The authorization header is malformed;";
    if (found.region !== expected.region) {
      const message = `${malformed} the region '${found.region}' is wrong; expecting '${expected.region}'`;
      return s3Error(400, ["AuthorizationHeaderMalformed", message], { Region: expected.region });
    }
    const message = `${malformed} incorrect service "${found.service}". This endpoint belongs to "${expected.service}".`;
    return s3Error(400, ["AuthorizationHeaderMalformed", message]);
  },
  unknownKey: (accessKeyId) =>
    s3Error(403, ["InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."], {
      AWSAccessKeyId: accessKeyId,
    }),
  invalidToken: (token) =>
    s3Error(400, ["InvalidToken", "The provided token is malformed or otherwise invalid."], { "Token-0": token }),
  expiredToken: (token) => s3Error(400, ["ExpiredToken", "The provided token has expired."], { "Token-0": token }),
  badSignature,
  skewed: ({ requestTimeText, now }) =>
    s3Error(
      403,
      ["RequestTimeTooSkewed", "The difference between the request time and the current time is too large."],
      {
        RequestTime: requestTimeText,
        ServerTime: now.toISOString().replace(/\.\d{3}Z$/, "Z"),
        MaxAllowedSkewMilliseconds: String(MAX_SKEW_SECONDS * 1000),
      },
    ),
  unsignedHeaders: (names) =>
    s3Error(403, ["AccessDenied", "There were headers present in the request which were not signed"], {
      HeadersNotSigned: names.join(", "),
    }),
  payloadHash(value) {
    if (value === undefined) return invalidRequest("Missing required header for this request: x-amz-content-sha256");
    return invalidArgument(`x-amz-content-sha256 must be ${PAYLOAD_FORMS} or a valid sha256 value.`, {
      name: "x-amz-content-sha256",
      value,
    });
  },
};

function badSignature({ credential, canonicalRequest, stringToSign }: SignatureMismatch): AwsError {
  return s3Error(
    403,
    [
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    ],
    {
      AWSAccessKeyId: credential.accessKeyId,
      StringToSign: stringToSign,
      SignatureProvided: credential.signature,
      StringToSignBytes: spacedHex(stringToSign),
      CanonicalRequest: canonicalRequest,
      CanonicalRequestBytes: spacedHex(canonicalRequest),
    },
  );
}

function spacedHex(text: string): string {
  return [...Buffer.from(text)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** How S3 authenticates: path as sent, payload hash as declared, a quarter of an hour of skew, and anybody may ask. */
export const s3Authentication: AuthenticationRules = {
  pathStyle: "s3",
  payload: "declared",
  maxSkewSeconds: MAX_SKEW_SECONDS,
  anonymous: true,
  errors,
};
