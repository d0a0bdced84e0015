import type { Readable } from "node:stream";
import type { Operation, OperationContext, Requirement } from "../../pipeline/service.ts";
import type { ByteRange } from "../../state/blobs.ts";
import { objectOf } from "./address.ts";
import { objectRequirement, requireBucket, requireListing } from "./authorisation.ts";
import type { BucketRecord } from "./buckets.ts";
import { noSuchKey } from "./errors.ts";
import { expirationHeaders } from "./lifecycle/expiry.ts";
import { objectResponse } from "./object-response.ts";
import { findObject, type ObjectRecord } from "./objects.ts";
import { s3Operation } from "./response.ts";
import { existingTagKeys } from "./tagging/tag-keys.ts";
import { readVersionId, versionedAction } from "./versions.ts";

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
  const object = findObject(context.state.store, bucketName, key);
  const { action, keys } = versionedAction(base, versionId);
  // Attributes are the one thing about an object for which S3 does not look at its tags.
  const tags = base === "s3:GetObjectAttributes" ? {} : existingTagKeys(object?.tags);
  return objectRequirement(context, {
    bucket,
    key,
    object,
    action,
    keys: { ...keys, ...tags },
  });
}

/**
 * The object that a request names.
 *
 * @throws AwsError `NoSuchKey`, or `AccessDenied` where the caller may not list the bucket and so not learn that.
 */
export function requireObject(
  { bucket: bucketName, key }: ObjectTarget,
  context: OperationContext,
): { readonly bucket: BucketRecord; readonly object: ObjectRecord } {
  const bucket = requireBucket(context, bucketName);
  const object = findObject(context.state.store, bucketName, key);
  if (object !== undefined) return { bucket, object };
  requireListing(context, bucket);
  throw noSuchKey(key);
}

/** GetObject and HeadObject, which differ in the bytes alone. */
export function readOperation(name: "GetObject" | "HeadObject"): Operation {
  return s3Operation<ObjectTarget>({
    name,
    errors: ["InvalidPartNumber", "InvalidRange", "NoSuchBucket", "NoSuchKey", "PreconditionFailed"],
    parse: (request) => ({ ...objectOf(request), versionId: readVersionId(request) }),
    authorise: (target, context) => [existingObjectRequirement(target, "s3:GetObject", context)],
    run(target, context) {
      const { state, request } = context;
      const { bucket, object } = requireObject(target, context);
      const open = (range: ByteRange | undefined): Readable => state.blobs.read(object.blobId, range);
      const reading = { request, object, now: state.clock.now() };
      const response = objectResponse(name === "GetObject" ? { ...reading, open } : reading);
      if (response.status === 304) return response;
      return { ...response, headers: { ...response.headers, ...expirationHeaders(bucket, target.key, object) } };
    },
  });
}
