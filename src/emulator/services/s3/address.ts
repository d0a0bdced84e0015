import { AwsError, decodePath, type RequestHead } from "../../../wire/index.ts";
import type { ServiceRequest } from "../../pipeline/request.ts";
import { tooLarge } from "./errors.ts";

/** What a request is about: the service, a bucket, or an object. */
export interface S3Address {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
}

/** The longest key, in bytes of UTF-8. */
export const MAX_KEY_BYTES = 1024;

/**
 * `bucket.s3.region.amazonaws.com`, `bucket.s3.amazonaws.com`, `bucket.s3-region.amazonaws.com` and the dual-stack
 * names. Bucket names have dots, so everything before the last `s3` belongs to the bucket.
 */
const AWS_HOST = /^(?:(.+)\.)?s3(?:[.-](?:dualstack\.)?[a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com(?:\.cn)?$/;

/**
 * Finds bucket and key in host and path, as "Virtual hosting of general purpose buckets" of the S3 User Guide says.
 * The key is decoded once and never normalised: `a//b`, `..` and `%252F` are keys as they stand.
 *
 * @throws AwsError `InvalidURI` where the path does not begin with `/` or names an empty bucket.
 * @throws UrlFormatError where the path cannot be decoded.
 */
export function readAddress({ head, host }: Pick<ServiceRequest, "head" | "host">): S3Address {
  // Each step of a request asks for it. Neither a head nor its host ever changes.
  const read = readAddresses.get(head);
  if (read?.host === host) return read.address;
  const address = addressIn(head, host);
  readAddresses.set(head, { host, address });
  return address;
}

/** By the head that it was read from, and gone with it. */
const readAddresses = new WeakMap<RequestHead, { readonly host: string; readonly address: S3Address }>();

function addressIn(head: RequestHead, host: string): S3Address {
  if (!head.path.startsWith("/")) throw invalidUri(head.path);
  const rest = head.path.slice(1);
  const hosted = bucketOfHost(host);
  if (hosted !== undefined) return { bucket: hosted, key: rest === "" ? undefined : decodePath(rest) };
  if (rest === "") return { bucket: undefined, key: undefined };
  const slash = rest.indexOf("/");
  const bucket = decodePath(slash === -1 ? rest : rest.slice(0, slash));
  const rawKey = slash === -1 ? "" : rest.slice(slash + 1);
  if (bucket === "") throw invalidUri(head.path);
  return { bucket, key: rawKey === "" ? undefined : decodePath(rawKey) };
}

/** The bucket that a host name holds; `undefined` for the service itself. */
export function bucketOfHost(host: string): string | undefined {
  // Most requests go to an address, which names no bucket.
  if (!/[a-z]/.test(host)) return undefined;
  const aws = AWS_HOST.exec(host);
  if (aws !== null) return aws[1];
  // `s3.localhost` is the service itself, two letters being no bucket's name, and its buckets stand before it.
  const local = /^(?:(.+)\.)?s3\.localhost$/.exec(host) ?? /^(.+)\.localhost$/.exec(host);
  return local?.[1];
}

/** The bucket of a request that detection has found to be about one. */
export function bucketOf(request: ServiceRequest): string {
  const { bucket } = readAddress(request);
  if (bucket === undefined) throw new Error(`${request.head.method} ${request.head.path} names no bucket`);
  return bucket;
}

/**
 * Bucket and key of a request that detection has found to be about an object.
 *
 * @throws AwsError `KeyTooLongError` over 1,024 bytes.
 */
export function objectOf(request: ServiceRequest): { readonly bucket: string; readonly key: string } {
  const { bucket, key } = readAddress(request);
  if (bucket === undefined || key === undefined) throw new Error(`${request.head.path} names no object`);
  return { bucket, key: checkKey(key) };
}

/** @throws AwsError `KeyTooLongError` over 1,024 bytes. */
export function checkKey(key: string): string {
  const bytes = Buffer.byteLength(key);
  if (bytes > MAX_KEY_BYTES) {
    throw tooLarge(["KeyTooLongError", "Your key is too long"], ["Size", bytes], ["MaxSizeAllowed", MAX_KEY_BYTES]);
  }
  return key;
}

function invalidUri(path: string): AwsError {
  return new AwsError("InvalidURI", "Couldn't parse the specified URI.", { status: 400, fields: { URI: path } });
}
