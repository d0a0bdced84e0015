import { dnsSuffixOf, KeyleaseError, partitionOfRegion } from "../core/index.ts";
import { checkVariant, type EndpointVariant } from "../lease/index.ts";
import { encodeRfc3986 } from "./encode.ts";

/** Where a request for an object goes. */
export interface ObjectAddress {
  readonly secure: boolean;
  /** Whether it is AWS's own, which was found by region and bucket. */
  readonly isAws: boolean;
  /** Without brackets, as sockets take it. */
  readonly hostname: string;
  readonly port: number;
  /** The `Host` header: with brackets around IPv6, and with the port where it is not the scheme's own. */
  readonly host: string;
  /** Percent-encoded once, as S3 signs it. */
  readonly path: string;
  /** The object's URL. */
  readonly url: string;
}

/** Which object, and where. */
export interface ObjectLocation extends EndpointVariant {
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
  /** An http or https URL without query. Default: AWS's regional endpoint. */
  readonly endpoint?: string | undefined;
}

/**
 * Finds the address of an object: virtual-host style on AWS, path style where the bucket's dots would break the
 * certificate's wildcard, and at custom endpoints, whose names have no bucket in front.
 *
 * @throws KeyleaseError `ArgumentInvalid` for a variant of AWS's addresses that there is not.
 */
export function addressOf(location: ObjectLocation): ObjectAddress {
  const { bucket, region, endpoint } = location;
  const key = encodeKey(location.key);
  checkVariant(location, endpoint);
  if (endpoint !== undefined) return atEndpoint(endpoint, `/${bucket}/${key}`);
  const service = s3Host(region, location);
  if (bucket.includes(".")) return onAws(service, `/${bucket}/${key}`);
  return onAws(`${bucket}.${service}`, `/${key}`);
}

/**
 * The name of S3 itself in a region.
 *
 * @throws KeyleaseError `ArgumentInvalid` where FIPS is asked for in China.
 */
export function s3Host(region: string, variant: EndpointVariant = {}): string {
  const { useDualstackEndpoint = false, useFipsEndpoint = false } = variant;
  if (useFipsEndpoint && partitionOfRegion(region) === "aws-cn") {
    throw new KeyleaseError("ArgumentInvalid", `S3 has no FIPS endpoint in \`${region}\``, {
      hint: "Leave AWS_USE_FIPS_ENDPOINT and use_fips_endpoint out: there are none in China.",
    });
  }
  const labels = [useFipsEndpoint ? "s3-fips" : "s3", ...(useDualstackEndpoint ? ["dualstack"] : []), region];
  return `${labels.join(".")}.${dnsSuffixOf(region)}`;
}

function onAws(host: string, path: string): ObjectAddress {
  return { secure: true, isAws: true, hostname: host, port: 443, host, path, url: `https://${host}${path}` };
}

function atEndpoint(endpoint: string, objectPath: string): ObjectAddress {
  const base = new URL(endpoint);
  const secure = base.protocol === "https:";
  const basePath = base.pathname.replace(/\/+$/, "");
  const path = `${basePath}${objectPath}`;
  return {
    secure,
    isAws: false,
    hostname: base.hostname.replace(/^\[|\]$/g, ""),
    port: base.port === "" ? (secure ? 443 : 80) : Number(base.port),
    host: base.host,
    path,
    // Joined as text: a URL object would take the dots out of `a/../b`.
    url: `${base.protocol}//${base.host}${path}`,
  };
}

/** The address of an object, by that of the empty key in the same bucket. */
export function addressIn(bucket: ObjectAddress, key: string): ObjectAddress {
  const encoded = encodeKey(key);
  const { secure, isAws, hostname, port, host, path, url } = bucket;
  return { secure, isAws, hostname, port, host, path: `${path}${encoded}`, url: `${url}${encoded}` };
}

/** Percent-encodes a key as SigV4 for S3 demands: everything but unreserved characters and the slash. */
function encodeKey(key: string): string {
  return encodeRfc3986(key).replaceAll("%2F", "/");
}
