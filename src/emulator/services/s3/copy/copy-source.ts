import { decodePath, header, UrlFormatError } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { OperationContext, Requirement } from "../../../pipeline/service.ts";
import { refuseArchived } from "../archived.ts";
import { objectRequirement, requireBucket, requireListing } from "../authorisation.ts";
import type { BucketRecord } from "../buckets.ts";
import { invalidArgument, invalidRequest, noSuchKey, noSuchVersion } from "../errors.ts";
import type { ObjectRecord } from "../objects.ts";
import type { ObjectTarget } from "../read-operation.ts";
import { existingTagKeys } from "../tagging/tag-keys.ts";
import { findObjectVersion, findVersion } from "../versioning/find-version.ts";
import { isVersionId, versionedAction } from "../versioning/requested-version.ts";

/**
 * Reads `x-amz-copy-source`: `bucket/key` or `/bucket/key`, percent-encoded, with `?versionId=` where it names a version.
 *
 * @throws AwsError `InvalidArgument`.
 */
export function readCopySource({ head }: ServiceRequest): ObjectTarget {
  const text = header(head, "x-amz-copy-source") ?? "";
  const [, path = "", versionId] = /^\/?(.*?)(?:\?versionId=(.*))?$/s.exec(text) ?? [];
  const decoded = decode(path);
  const slash = decoded.indexOf("/");
  if (slash <= 0 || slash === decoded.length - 1)
    throw badSource("Invalid copy source object key", "x-amz-copy-source");
  if (versionId !== undefined && !isVersionId(versionId)) throw badSource("Invalid version id specified", versionId);
  return { bucket: decoded.slice(0, slash), key: decoded.slice(slash + 1), versionId };
}

function decode(path: string): string {
  try {
    return decodePath(path);
  } catch (error) {
    if (!(error instanceof UrlFormatError)) throw error;
    throw badSource("Invalid copy source encoding.", "x-amz-copy-source");
  }
}

function badSource(message: string, value: string): Error {
  return invalidArgument(message, { name: "x-amz-copy-source", value });
}

/** What must be allowed to copy from an object that may be there. */
export function sourceRequirement(
  source: ObjectTarget,
  base: "s3:GetObject" | "s3:GetObjectTagging",
  context: OperationContext,
): Requirement {
  const bucket = requireSourceBucket(source, context);
  const object = findObjectVersion(context.state.store, source);
  const { action, keys } = versionedAction(base, source.versionId);
  const tags = existingTagKeys(object?.tags);
  return objectRequirement(context, { bucket, key: source.key, object, action, keys: { ...keys, ...tags } });
}

/**
 * The object that is copied from.
 *
 * @throws AwsError `NoSuchKey` or `NoSuchVersion`, `AccessDenied` where the caller may not learn that, and
 * `InvalidRequest` where a delete marker is named, `InvalidObjectState` where it is archived.
 */
export function requireSource(
  source: ObjectTarget,
  context: OperationContext,
): { readonly bucket: BucketRecord; readonly object: ObjectRecord } {
  const { key, versionId } = source;
  const bucket = requireSourceBucket(source, context);
  const found = findVersion(context.state.store, source);
  if (found?.type === "object") {
    refuseArchived(found.object, "Operation is not valid for the source object's storage class");
    return { bucket, object: found.object };
  }
  if (found !== undefined && versionId !== undefined) {
    throw invalidRequest("The source of a copy request may not specifically refer to a delete marker by version id.");
  }
  requireListing(context, bucket);
  throw versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId);
}

/** The version that was copied; that it is the version `null` is not told. */
export function sourceVersionHeader({ versionId }: ObjectRecord): Record<string, string> {
  return versionId === undefined ? {} : { "x-amz-copy-source-version-id": versionId };
}

function requireSourceBucket({ bucket }: ObjectTarget, context: OperationContext): BucketRecord {
  return requireBucket(context, bucket, "x-amz-source-expected-bucket-owner");
}
