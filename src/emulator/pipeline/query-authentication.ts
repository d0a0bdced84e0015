import { AwsError, formatBasicIso } from "../../wire/index.ts";
import type { AuthenticationErrors, AuthenticationRules } from "./authentication/rules.ts";

const MAX_SKEW_SECONDS = 300;
/** Other services than S3 do not read `X-Amz-Expires`: a presigned request lives a quarter of an hour. */
const PRESIGNED_SECONDS = 900;

const refused = (code: string, message: string, status = 403): AwsError => new AwsError(code, message, { status });

const invalidToken = (): AwsError =>
  refused("InvalidClientTokenId", "The security token included in the request is invalid.");

/** What STS, IAM and CloudFormation say to a request that they cannot authenticate. */
const errors: AuthenticationErrors = {
  missing: () => refused("MissingAuthenticationToken", "Request is missing Authentication Token"),
  malformed: ({ part, message }) =>
    part === "terminator" || part === "host"
      ? refused("SignatureDoesNotMatch", message)
      : refused("IncompleteSignature", message, 400),
  unsupported: (what) => refused("NotImplemented", `this emulator does not verify ${what} here`, 501),
  twoMechanisms: () =>
    refused(
      "SignatureDoesNotMatch",
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    ),
  wrongScope(found, expected) {
    const parts = [];
    if (found.region !== expected.region) parts.push("Credential should be scoped to a valid region. ");
    if (found.service !== expected.service) {
      parts.push(`Credential should be scoped to correct service: '${expected.service}'. `);
    }
    return refused("SignatureDoesNotMatch", parts.join(""));
  },
  unknownKey: invalidToken,
  invalidToken,
  expiredToken: () => refused("ExpiredToken", "The security token included in the request is expired"),
  // Never asked for: only S3 reads parameters as headers.
  notAHeader: () => refused("MalformedInput", "", 400),
  scopeDate: () =>
    refused(
      "SignatureDoesNotMatch",
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP",
    ),
  badSignature: () =>
    refused(
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    ),
  skewed({ requestTime, now, allowedSeconds }) {
    const limit = (sign: 1 | -1): string => formatBasicIso(new Date(now.getTime() + sign * allowedSeconds * 1000));
    const minutes = allowedSeconds / 60;
    const [request, present] = [formatBasicIso(requestTime), formatBasicIso(now)];
    return refused(
      "SignatureDoesNotMatch",
      requestTime < now
        ? `Signature expired: ${request} is now earlier than ${limit(-1)} (${present} - ${minutes} min.)`
        : `Signature not yet current: ${request} is still later than ${limit(1)} (${present} + ${minutes} min.)`,
    );
  },
};

/** How the query services authenticate: body hashed, path normalised, five minutes of skew. */
export const queryAuthentication: AuthenticationRules = {
  pathStyle: "standard",
  payload: "buffered",
  maxSkewSeconds: MAX_SKEW_SECONDS,
  presigned: { lifetimeSeconds: PRESIGNED_SECONDS },
  anonymous: false,
  errors,
};
