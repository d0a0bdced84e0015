import type { Tag } from "../../state/identities.ts";
import type { StoreReader, StoreWriter } from "../../state/store.ts";
import { type RowsOptions, Table } from "../../state/table.ts";
import type { Grant } from "./acl/grants.ts";
import type { ChecksumAlgorithm } from "./body/checksums.ts";
import type { BucketRecord } from "./buckets.ts";
import type { ObjectContent } from "./object-content.ts";

/** Everything about an object but its bytes. */
export interface ObjectRecord {
  /** Absent for the version `null`. */
  readonly versionId?: string;
  /** The place among the versions of its key: newer ones have more. Absent where the bucket had no versioning then. */
  readonly sequence?: number;
  readonly content: ObjectContent;
  readonly sizeBytes: number;
  /** Hex MD5 of the bytes, without quotes. */
  readonly etag: string;
  readonly lastModified: string;
  /** `value` is base64; without a type it is of the whole object, as one. */
  readonly checksum: {
    readonly algorithm: ChecksumAlgorithm;
    readonly value: string;
    readonly type?: "COMPOSITE";
  };
  /** `content-type` and the other headers that S3 keeps and gives back, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** User metadata by name without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly storageClass: string;
  /** Who wrote it where writers own their objects; `anonymous` for nobody. */
  readonly writerAccountId: string;
  readonly acl: readonly Grant[];
  /** In the order of their keys; absent where there are none. */
  readonly tags?: readonly Tag[];
}

const objects = new Table<ObjectRecord>("s3-object");

export function findObject(reader: StoreReader, bucket: string, key: string): ObjectRecord | undefined {
  return objects.get(reader, bucket, key);
}

export function putObjectRecord(
  writer: StoreWriter,
  [bucket, key]: readonly [bucket: string, key: string],
  object: ObjectRecord,
): void {
  objects.put(writer, [bucket, key], object);
}

export function removeObjectRecord(writer: StoreWriter, bucket: string, key: string): void {
  objects.remove(writer, bucket, key);
}

/** A bucket's objects by key, in the order of the keys' UTF-8 bytes. */
export function objectRows(
  reader: StoreReader,
  bucket: string,
  options: Pick<RowsOptions, "prefix" | "start">,
): Iterable<readonly [key: string, object: ObjectRecord]> {
  return objects.rows(reader, { under: [bucket], ...options });
}

/** The account that owns an object: the bucket's where that is enforced, else its writer's. */
export function objectOwner(bucket: BucketRecord, object: ObjectRecord): string {
  return bucket.ownership === "BucketOwnerEnforced" ? bucket.accountId : object.writerAccountId;
}

/** What an object's checksum is of: the whole, or the checksums of the parts that it was uploaded in. */
export function checksumType({ checksum }: ObjectRecord): "COMPOSITE" | "FULL_OBJECT" {
  return checksum.type ?? "FULL_OBJECT";
}
