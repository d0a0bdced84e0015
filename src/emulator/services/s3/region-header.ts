import { AwsError, UrlFormatError } from "../../../wire/index.ts";
import type { IncomingRequest } from "../../pipeline/request.ts";
import type { HttpResponse } from "../../pipeline/service.ts";
import type { EmulatorState } from "../../state/state.ts";
import { readAddress, type S3Address } from "./address.ts";
import { findBucket } from "./buckets.ts";
import { queryOf } from "./request-query.ts";
import { BUCKET_SUBRESOURCES } from "./subresources.ts";

/**
 * Tells where a bucket is to those who may not list it either: clients that know only its name find its region so.
 * S3 does that for the bucket itself, not for its subresources.
 */
export function withRegionHeader(
  response: HttpResponse,
  request: Pick<IncomingRequest, "head" | "host">,
  { store, region }: Pick<EmulatorState, "store" | "region">,
): HttpResponse {
  if (response.status !== 403 || !/^(GET|HEAD)$/.test(request.head.method)) return response;
  const { bucket, key } = addressOf(request);
  if (bucket === undefined || key !== undefined || findBucket(store, bucket) === undefined) return response;
  if ([...queryOf(request).keys()].some((name) => Object.hasOwn(BUCKET_SUBRESOURCES, name))) return response;
  return { ...response, headers: { ...response.headers, "x-amz-bucket-region": region } };
}

/** What cannot be read was refused already, for that reason. */
export function addressOf(request: Pick<IncomingRequest, "head" | "host">): S3Address {
  try {
    return readAddress(request);
  } catch (error) {
    if (error instanceof AwsError || error instanceof UrlFormatError) return { bucket: undefined, key: undefined };
    throw error;
  }
}
