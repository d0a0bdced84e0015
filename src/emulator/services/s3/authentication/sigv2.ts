import type { SigV2Rules } from "../../../pipeline/authentication/rules.ts";
import { bucketOfHost } from "../address.ts";
import { accessDenied, invalidArgument, invalidRequest } from "../errors.ts";
import { noDate } from "./errors.ts";
import { expired } from "./presigned.ts";
import { signatureMismatch } from "./signature-mismatch.ts";

/** The regions that are older than Signature Version 4. */
const REGIONS: ReadonlySet<string> = new Set([
  "ap-northeast-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "eu-west-1",
  "sa-east-1",
  "us-east-1",
  "us-gov-west-1",
  "us-west-1",
  "us-west-2",
]);

/** How S3 takes Signature Version 2. */
export const sigV2: SigV2Rules = {
  bucketOfHost,
  takesIn: (region) => REGIONS.has(region),
  notTaken: () =>
    invalidRequest("The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."),
  malformed: (place) =>
    place === "header"
      ? invalidArgument("AWS authorization header is invalid.  Expected AwsAccessKeyId:signature", {
          name: "Authorization",
        })
      : accessDenied("Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters"),
  badExpires: (text) => accessDenied(`Invalid date (should be seconds since epoch): ${text}`),
  noDate,
  expired,
  badSignature: signatureMismatch,
};
