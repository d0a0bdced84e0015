import type { XmlValue } from "../../../../wire/index.ts";
import type { OperationContext } from "../../../pipeline/service.ts";
import { canonicalIdOf } from "../acl/grants.ts";
import type { BucketRecord } from "../buckets.ts";
import { checksumType, type ObjectRecord, objectOwner } from "../objects.ts";

/** What a listing tells of an object besides its key and its owner. */
export function listedObject(object: ObjectRecord): Record<string, XmlValue> {
  const { lastModified, etag, checksum, sizeBytes, storageClass } = object;
  return {
    LastModified: lastModified,
    ETag: `"${etag}"`,
    ChecksumAlgorithm: checksum.algorithm,
    ChecksumType: checksumType(object),
    Size: sizeBytes,
    StorageClass: storageClass,
  };
}

/** Whose an object is, as listings tell it. */
export function listedOwner(
  bucket: BucketRecord,
  object: ObjectRecord,
  { state }: OperationContext,
): Record<string, XmlValue> {
  return { Owner: { ID: canonicalIdOf(state.store, objectOwner(bucket, object)) } };
}
