import { createHash } from "node:crypto";
import { KeyleaseError } from "../../core/index.ts";
import { DEFAULT_ACTIONS, type ScopeAction } from "../actions.ts";
import { checkBucketName } from "../bucket-name.ts";
import { type Environment, endpointOf } from "../endpoints.ts";
import type { Lease } from "../lease-document.ts";
import { checkObjectKey } from "../object-key.ts";
import { regionOf } from "../region.ts";
import type { Scope } from "../scope.ts";
import type { GivenCredentials } from "./given-credentials.ts";

/** What a lease is to be used for: one object, or all below a prefix. */
export interface LeaseUse {
  readonly bucket: string;
  readonly key?: string;
  /** With the `/` that it ends in; empty for the whole bucket. */
  readonly prefix?: string;
  /** Default: `upload` alone. */
  readonly actions?: readonly ScopeAction[];
}

/** Where credentials are used that do not say it themselves. */
export interface LeasePlace {
  /** Region of the bucket. Default: `AWS_REGION`, then `AWS_DEFAULT_REGION`. */
  readonly region?: string;
  /** Endpoint of S3. Default: `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, then AWS's own. */
  readonly endpointUrl?: string;
  /** Default: the process's own. */
  readonly environment?: Environment;
}

/** Credentials that do not say when they end are used until S3 calls them expired. */
const NO_EXPIRATION = new Date("9999-12-31T23:59:59.000Z");

/**
 * Makes a lease of credentials that came without a scope, for what they are used for.
 *
 * @throws KeyleaseError `ArgumentInvalid` where no object was named, or no region is known; `BucketNameInvalid`, `KeyInvalid`.
 */
export function leaseOfCredentials(given: GivenCredentials, use: LeaseUse | undefined, place: LeasePlace): Lease {
  const { expiration = NO_EXPIRATION, accessKeyId, secretAccessKey, sessionToken } = given;
  const { region, endpointUrl, environment = process.env } = place;
  const s3 = endpointOf("S3", endpointUrl, environment);
  return {
    version: 2,
    id: idOf(accessKeyId),
    scope: scopeOf(use),
    isScopeKnown: false,
    region: regionOf(region, environment),
    endpoints: s3 === undefined ? {} : { s3 },
    principalArn: "unknown",
    credentials: { accessKeyId, secretAccessKey, sessionToken, expiration },
  };
}

/** Not by `checkScope`: no policy is written, so the key need not be one that a policy can hold. */
function scopeOf(use: LeaseUse | undefined): Scope {
  const { bucket, key, prefix, actions = DEFAULT_ACTIONS } = use ?? {};
  const name = key ?? prefix;
  if (bucket === undefined || name === undefined) {
    throw new KeyleaseError("ArgumentInvalid", "the credentials came without a scope, and no object was named", {
      hint: "Name the object to upload to, as s3://BUCKET/KEY.",
    });
  }
  checkBucketName(bucket);
  // No lease is made of a whole bucket, but who holds credentials for one may use them there.
  if (name !== "" || key !== undefined) checkObjectKey(name);
  return { bucket, actions, ...(key === undefined ? { prefix: name } : { key }) };
}

/** Tells one set of credentials from the next; it is known to nobody else. */
function idOf(accessKeyId: string): string {
  return createHash("sha256").update(accessKeyId).digest("hex").slice(0, 20);
}
