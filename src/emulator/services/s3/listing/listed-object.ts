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

/** Tells whose an object is, as listings do. The objects of a page are of few accounts: each is looked up once. */
export function listedOwners(
  bucket: BucketRecord,
  { state }: OperationContext,
): (object: ObjectRecord) => Record<string, XmlValue> {
  const ids = new Map<string, string>();
  return (object) => {
    const accountId = objectOwner(bucket, object);
    const id = ids.get(accountId) ?? canonicalIdOf(state.store, accountId);
    ids.set(accountId, id);
    return { Owner: { ID: id } };
  };
}
