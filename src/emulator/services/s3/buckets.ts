import type { BucketDefaults } from "../../options.ts";
import type { Tag } from "../../state/identities.ts";
import type { StoreReader, StoreWriter } from "../../state/store.ts";
import { Table } from "../../state/table.ts";
import type { Grant } from "./acl/grants.ts";
import type { CorsRule } from "./cors/cors-rule.ts";
import type { BucketEncryption } from "./encryption/bucket-encryption.ts";
import { noSuchBucket } from "./errors.ts";
import type { Lifecycle } from "./lifecycle/lifecycle-rule.ts";
import type { PublicAccessBlock } from "./public-access/public-access-block.ts";

/** Who owns new objects, and whether ACLs count at all. */
export type ObjectOwnership = "BucketOwnerEnforced" | "BucketOwnerPreferred" | "ObjectWriter";

export const OBJECT_OWNERSHIPS: readonly ObjectOwnership[] = [
  "BucketOwnerEnforced",
  "BucketOwnerPreferred",
  "ObjectWriter",
];

export interface BucketRecord {
  readonly name: string;
  /** The owner. */
  readonly accountId: string;
  readonly createdAt: string;
  /** As CreateBucket named it; absent in us-east-1. `EU` is an old name of eu-west-1. */
  readonly locationConstraint?: string;
  /** Absent where the ownership controls were deleted: then object writers own what they write. */
  readonly ownership?: ObjectOwnership;
  /** Absent where it was deleted: then only the account blocks. */
  readonly publicAccessBlock?: PublicAccessBlock;
  /** Absent where it was never set: then there is one version of a key, which is `null`. */
  readonly versioning?: "Enabled" | "Suspended";
  readonly acl: readonly Grant[];
  readonly policy?: BucketPolicyRecord;
  /** In the order of their keys; absent where there are none. */
  readonly tags?: readonly Tag[];
  readonly cors?: readonly CorsRule[];
  /** Absent where the owner has said nothing. */
  readonly encryption?: BucketEncryption;
  readonly lifecycle?: Lifecycle;
}

export interface BucketPolicyRecord {
  /** As it was put, byte for byte. */
  readonly text: string;
  /** What it says to the evaluator: principals bound to the unique ids that they had when it was put. */
  readonly boundText: string;
  /** Whether it lets the public in, as Block Public Access understands it. */
  readonly isPublic: boolean;
}

/** What a new bucket has whose request says nothing of ownership. */
export const NEW_BUCKET: Readonly<Record<BucketDefaults, Pick<BucketRecord, "ownership" | "publicAccessBlock">>> = {
  // Since April 2023: no ACLs and no public access.
  today: {
    ownership: "BucketOwnerEnforced",
    publicAccessBlock: {
      blockPublicAcls: true,
      ignorePublicAcls: true,
      blockPublicPolicy: true,
      restrictPublicBuckets: true,
    },
  },
  // Neither existed.
  "2014": {},
};

/** Bucket names are unique across accounts, so the name alone is the key. */
const buckets = new Table<BucketRecord>("s3-bucket");
const accountBuckets = new Table<true>("s3-account-bucket");

export function findBucket(reader: StoreReader, name: string): BucketRecord | undefined {
  return buckets.get(reader, name);
}

export function putBucket(writer: StoreWriter, bucket: BucketRecord): void {
  buckets.put(writer, [bucket.name], bucket);
  accountBuckets.put(writer, [bucket.accountId, bucket.name], true);
}

export function removeBucket(writer: StoreWriter, bucket: BucketRecord): void {
  buckets.remove(writer, bucket.name);
  accountBuckets.remove(writer, bucket.accountId, bucket.name);
}

/** An account's buckets by name, from `start` on. */
export function* bucketsOf(
  reader: StoreReader,
  accountId: string,
  options: { readonly prefix?: string; readonly start?: string },
): Iterable<BucketRecord> {
  for (const [name] of accountBuckets.rows(reader, { under: [accountId], ...options })) {
    const bucket = buckets.get(reader, name);
    if (bucket !== undefined) yield bucket;
  }
}

/**
 * The bucket as it is inside a transaction.
 *
 * @throws AwsError `NoSuchBucket` where it is gone, even if another has taken its name since it was authorised.
 */
export function sameBucket(reader: StoreReader, authorised: BucketRecord): BucketRecord {
  const present = findBucket(reader, authorised.name);
  if (present?.createdAt !== authorised.createdAt || present.accountId !== authorised.accountId) {
    throw noSuchBucket(authorised.name);
  }
  return present;
}

/** The ARN of a bucket, or of an object in it. */
export function s3Arn(bucket: string, key?: string): string {
  return key === undefined ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`;
}
