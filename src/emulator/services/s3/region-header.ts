import { AwsError, UrlFormatError } from "../../../wire/index.ts";
import type { IncomingRequest } from "../../pipeline/request.ts";
import type { HttpResponse } from "../../pipeline/service.ts";
import type { EmulatorState } from "../../state/state.ts";
import { readAddress } from "./address.ts";
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
  const bucket = readable(() => plainBucket(request));
  if (bucket === undefined || findBucket(store, bucket) === undefined) return response;
  return { ...response, headers: { ...response.headers, "x-amz-bucket-region": region } };
}

function plainBucket(request: Pick<IncomingRequest, "head" | "host">): string | undefined {
  const { bucket, key } = readAddress(request);
  const subresource = [...queryOf(request).keys()].some((name) => Object.hasOwn(BUCKET_SUBRESOURCES, name));
  return key === undefined && !subresource ? bucket : undefined;
}

/** What `read` gives of a request that was answered already; `undefined` where it cannot be read, which the answer says. */
export function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof AwsError || error instanceof UrlFormatError) return undefined;
    throw error;
  }
}
