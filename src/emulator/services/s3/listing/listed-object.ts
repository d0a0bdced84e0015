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

/** Tells the canonical ids of accounts. What is listed on a page is of few: each is looked up once. */
export function canonicalIds({ state }: OperationContext): (accountId: string) => string {
  const ids = new Map<string, string>();
  return (accountId) => {
    const id = ids.get(accountId) ?? canonicalIdOf(state.store, accountId);
    ids.set(accountId, id);
    return id;
  };
}

/** Tells whose an object is, as listings of objects do to whoever has signed. */
export function listedOwners(
  bucket: BucketRecord,
  context: OperationContext,
): (object: ObjectRecord) => Record<string, XmlValue> {
  if (context.caller.principal.type === "anonymous") return () => ({});
  const idOf = canonicalIds(context);
  return (object) => ({ Owner: { ID: idOf(objectOwner(bucket, object)) } });
}
