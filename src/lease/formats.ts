import { tryParseArn } from "../core/index.ts";
import { formatLease, type Lease } from "./lease-document.ts";

/** How a lease is handed over: as its document, as lines for a shell, or as credential_process answers. */
const FORMATS: Readonly<Record<LeaseFormat, (lease: Lease) => string>> = {
  json: formatLease,
  env: asExportLines,
  process: asCredentialProcess,
};

/** The name of a way to hand a lease over. */
export type LeaseFormat = "json" | "env" | "process";

/** Every way to hand a lease over. */
export const LEASE_FORMATS: readonly LeaseFormat[] = Object.keys(FORMATS) as LeaseFormat[];

/** Writes a lease, credentials in clear, in the form that another program reads. */
export function writeLease(lease: Lease, format: LeaseFormat): string {
  return FORMATS[format](lease);
}

/** The variables that AWS's tools and SDKs read. */
function variablesOf({ credentials, region, endpoints }: Lease): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_CREDENTIAL_EXPIRATION: credentials.expiration.toISOString(),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    ...(endpoints.s3 === undefined ? {} : { AWS_ENDPOINT_URL_S3: endpoints.s3 }),
    ...(endpoints.sts === undefined ? {} : { AWS_ENDPOINT_URL_STS: endpoints.sts }),
  };
}

function asExportLines(lease: Lease): string {
  const lines = Object.entries(variablesOf(lease)).map(([name, value]) => `export ${name}=${quote(value)}`);
  // With a profile set, AWS's JavaScript SDK would pass over the variables.
  return ["unset AWS_PROFILE", ...lines].join("\n");
}

/** What the AWS SDKs expect of a `credential_process`. It has no place for an endpoint. */
function asCredentialProcess({ credentials, principalArn }: Lease): string {
  const accountId = tryParseArn(principalArn)?.accountId;
  return JSON.stringify({
    Version: 1,
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    SessionToken: credentials.sessionToken,
    Expiration: credentials.expiration.toISOString(),
    ...(accountId === undefined ? {} : { AccountId: accountId }),
  });
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
