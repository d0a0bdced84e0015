import { tryParseArn } from "../../core/index.ts";
import type { Lease } from "../lease-document.ts";

/** Environment variables by name, in the order in which they are written. */
export type Variables = Readonly<Record<string, string>>;

/** The variables that AWS's tools and SDKs read a lease from. */
export function variablesOf(lease: Lease): Variables {
  const { credentials } = lease;
  const accountId = tryParseArn(lease.principalArn)?.accountId;
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_CREDENTIAL_EXPIRATION: credentials.expiration.toISOString(),
    ...(accountId === undefined ? {} : { AWS_ACCOUNT_ID: accountId }),
    ...placeOf(lease),
  };
}

/** The variables that say where a lease is used, without any secret. */
export function placeOf({ region, endpoints }: Pick<Lease, "region" | "endpoints">): Variables {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    ...(endpoints.s3 === undefined ? {} : { AWS_ENDPOINT_URL_S3: endpoints.s3 }),
    ...(endpoints.sts === undefined ? {} : { AWS_ENDPOINT_URL_STS: endpoints.sts }),
  };
}

/**
 * Variables that some program reads before those of {@link variablesOf}, or instead of them: with a profile AWS's SDK for
 * JavaScript passes over keys in the environment, and botocore takes `AWS_SECURITY_TOKEN` before `AWS_SESSION_TOKEN`.
 */
export const SHADOWING_VARIABLES: readonly string[] = [
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_SECURITY_TOKEN",
  "AWS_CREDENTIAL_SCOPE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
  "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
];
