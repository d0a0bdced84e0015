import type { AwsError } from "../../../../wire/index.ts";
import type { DeclaredLifetime, PresignedDetail } from "../../../pipeline/authentication/rules.ts";
import { s3Error } from "../errors.ts";
import { missingQueryParameters, queryError, serverTime } from "./errors.ts";

const MAX_LIFETIME_SECONDS = 604_800;

/** A presigned request whose time is over. */
export function expired({ lifetimeSeconds, expiresAt, now }: PresignedDetail): AwsError {
  return s3Error(403, ["AccessDenied", "Request has expired"], {
    ...(lifetimeSeconds === undefined ? {} : { "X-Amz-Expires": String(lifetimeSeconds) }),
    Expires: serverTime(expiresAt),
    ServerTime: serverTime(now),
  });
}

/** How S3 reads `X-Amz-Expires`: up to a week. */
export const presignedLifetime: DeclaredLifetime = {
  lifetimeSeconds(text) {
    if (text === undefined || text === "") throw missingQueryParameters();
    if (/^-\d+$/.test(text)) throw queryError("X-Amz-Expires must be non-negative");
    if (!/^\d{1,15}$/.test(text)) throw queryError("X-Amz-Expires should be a number");
    const seconds = Number(text);
    if (seconds > MAX_LIFETIME_SECONDS) {
      throw queryError(
        `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${MAX_LIFETIME_SECONDS} seconds`,
      );
    }
    return seconds;
  },
  expired,
  early: ({ signedAt, expiresAt, now }) =>
    s3Error(403, ["AccessDenied", "Request is not yet valid"], {
      "X-Amz-Date": String(signedAt.getTime()),
      Expires: serverTime(expiresAt),
      ServerTime: serverTime(now),
    }),
};
