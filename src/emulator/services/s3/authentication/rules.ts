import type { AuthenticationRules } from "../../../pipeline/authentication/rules.ts";
import { errors, MAX_SKEW_SECONDS } from "./errors.ts";
import { presignedLifetime } from "./presigned.ts";
import { sigV2 } from "./sigv2.ts";

/** How S3 authenticates: path as sent, payload hash as declared, a quarter of an hour of skew, and anybody may ask. */
export const s3Authentication: AuthenticationRules = {
  pathStyle: "s3",
  payload: "declared",
  maxSkewSeconds: MAX_SKEW_SECONDS,
  presigned: presignedLifetime,
  anonymous: true,
  // A browser's preflight of a presigned URL carries the signature of the request that is to follow.
  ignoresSignature: ({ method }) => method === "OPTIONS",
  sigV2,
  errors,
};
