import type { Readable } from "node:stream";
import type { Operation, OperationContext, Requirement } from "../../pipeline/service.ts";
import type { ByteRange } from "../../state/blobs.ts";
import { objectOf } from "./address.ts";
import { refuseArchived } from "./archived.ts";
import { objectRequirement, requireBucket, requireListing } from "./authorisation.ts";
import type { BucketRecord } from "./buckets.ts";
import { methodNotAllowed, noSuchKey, noSuchVersion, withHeaders } from "./errors.ts";
import { expirationHeaders } from "./lifecycle/expiry.ts";
import { partOfNumber } from "./multipart/part-list.ts";
import { openContent } from "./object-content.ts";
import { objectResponse } from "./object-response.ts";
import type { ObjectRecord } from "./objects.ts";
import { s3Operation } from "./response.ts";
import { existingTagKeys } from "./tagging/tag-keys.ts";
import { findObjectVersion, findVersion, versionIdOf } from "./versioning/find-version.ts";
import { readVersionId, versionedAction } from "./versioning/requested-version.ts";

/** An object that a request names, with the version where it names one. */
export interface ObjectTarget {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

/** What must be allowed for `base` (`s3:GetObject`) on an object that may be there. */
export function existingObjectRequirement(
  { bucket: bucketName, key, versionId }: ObjectTarget,
  base: string,
  context: OperationContext,
): Requirement {
  const bucket = requireBucket(context, bucketName);
  const object = findObjectVersion(context.state.store, { bucket: bucketName, key, versionId });
  const { action, keys } = versionedAction(base, versionId);
  // Attributes are the one thing about an object for which S3 does not look at its tags.
  const tags = base === "s3:GetObjectAttributes" ? {} : existingTagKeys(object?.tags);
  return objectRequirement(context, { bucket, key, object, action, keys: Object.assign({}, keys, tags) });
}

/**
 * Whether a request for a deleted key is told that there is a delete marker, as one that names the marker always is.
 * Default: by requests that would change the object, and not by those that read it, to which the key is not there.
 */
interface MarkerTelling {
  readonly tellsMarker?: boolean;
}

/**
 * The object that a request names.
 *
 * @throws AwsError `NoSuchKey` or `NoSuchVersion`, or `AccessDenied` where the caller may not list the bucket and so not
 * learn that; `MethodNotAllowed` where the version is a delete marker.
 */
export function requireObject(
  target: ObjectTarget,
  context: OperationContext,
  { tellsMarker = context.request.head.method === "PUT" }: MarkerTelling = {},
): { readonly bucket: BucketRecord; readonly object: ObjectRecord } {
  const { key, versionId } = target;
  const bucket = requireBucket(context, target.bucket);
  const found = findVersion(context.state.store, target);
  if (found?.type === "object") return { bucket, object: found.object };
  if (found === undefined || versionId === undefined) requireListing(context, bucket);
  if (found === undefined) throw versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId);
  const headers = { "x-amz-delete-marker": "true", "x-amz-version-id": versionIdOf(found) };
  const { method } = context.request.head;
  if (versionId === undefined && !tellsMarker) throw withHeaders(noSuchKey(key), headers);
  const modified = new Date(found.marker.lastModified).toUTCString();
  throw withHeaders(methodNotAllowed(method, "DeleteMarker"), {
    ...headers,
    allow: "DELETE",
    "last-modified": modified,
  });
}

const READ_ERRORS: readonly string[] = [
  "InvalidPartNumber",
  "InvalidRange",
  "NoSuchBucket",
  "NoSuchKey",
  "NoSuchVersion",
  "PreconditionFailed",
];

/** GetObject and HeadObject, which differ in the bytes alone. */
export function readOperation(name: "GetObject" | "HeadObject"): Operation {
  return s3Operation<ObjectTarget>({
    name,
    errors: name === "GetObject" ? ["InvalidObjectState", ...READ_ERRORS] : READ_ERRORS,
    parse: (request) => {
      const { bucket, key } = objectOf(request);
      return { bucket, key, versionId: readVersionId(request) };
    },
    authorise: (target, context) => [existingObjectRequirement(target, "s3:GetObject", context)],
    run(target, context) {
      const { state, request } = context;
      const { bucket, object } = requireObject(target, context);
      if (name === "GetObject") refuseArchived(object);
      const { content } = object;
      const parts =
        content.form === "parts"
          ? { count: content.count, find: (number: number) => partOfNumber(state.store, content, number) }
          : undefined;
      const open =
        name === "GetObject"
          ? (range: ByteRange | undefined): Readable | Uint8Array => openContent(state, object.content, range)
          : undefined;
      const response = objectResponse({ request, object, parts, clock: state.clock, open });
      Object.assign(response.headers, versionHeader(bucket, object));
      // What is no longer current does not end by the rules that tell a day.
      const isLatest = response.status !== 304 && target.versionId === undefined;
      if (isLatest) Object.assign(response.headers, expirationHeaders(bucket, target.key, object));
      return response;
    },
  });
}

/** `x-amz-version-id`, which a bucket tells that has or had versions. */
export function versionHeader(bucket: BucketRecord, { versionId }: ObjectRecord): Record<string, string> {
  return bucket.versioning === undefined ? {} : { "x-amz-version-id": versionId ?? "null" };
}
