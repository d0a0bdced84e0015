import { isDeepStrictEqual } from "node:util";
import type { OldResource, ResourceContext } from "./resource-type.ts";
import { cannedAcl, ownershipOf } from "./s3-bucket-access.ts";
import * as documents from "./s3-bucket-documents.ts";
import type { BucketProperties } from "./s3-bucket-properties.ts";
import { type BucketCall, bucketCall } from "./s3-calls.ts";
import { resourceTags } from "./tags.ts";

/** What is asked of a bucket: what the template says, and what it inherits from its stack. */
interface Wanted {
  readonly logicalId: string;
  readonly properties: BucketProperties;
  readonly stackTags: ResourceContext["stackTags"];
}

/** A part of a bucket's configuration, which S3 sets and unsets by calls of its own. */
interface Setting {
  readonly put: string;
  readonly subresource: string;
  /** Made with the bucket, not after it. */
  readonly isInCreate?: true;
  /** What S3 is to be sent; `undefined` where the setting is not wanted. */
  sent(wanted: Wanted): Sent | undefined;
  /** How it is unset: by a call of its own, or by being set to something else. */
  readonly unset: string | Sent;
}

type Sent = Pick<BucketCall, "body" | "headers">;

const BLOCK_OF_NEW_BUCKETS = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
} as const;

/** In the order in which they are set. Public ACLs come last: until the others are set the bucket blocks them. */
const SETTINGS: readonly Setting[] = [
  {
    put: "PutBucketOwnershipControls",
    // Without controls a bucket has ACLs, which new buckets have not.
    unset: { body: documents.ownershipDocument("BucketOwnerEnforced") },
    subresource: "ownershipControls",
    isInCreate: true,
    sent({ properties, logicalId }) {
      const ownership = ownershipOf(properties, logicalId);
      return ownership === undefined ? undefined : { body: documents.ownershipDocument(ownership) };
    },
  },
  {
    put: "PutPublicAccessBlock",
    // Without a block a bucket can be opened for everybody, which new buckets cannot.
    unset: { body: documents.publicAccessBlockDocument(BLOCK_OF_NEW_BUCKETS) },
    subresource: "publicAccessBlock",
    sent: ({ properties }) => bodyOf(properties.PublicAccessBlockConfiguration, documents.publicAccessBlockDocument),
  },
  {
    put: "PutBucketVersioning",
    subresource: "versioning",
    sent: ({ properties }) => bodyOf(properties.VersioningConfiguration, documents.versioningDocument),
    // A bucket that once had versions can never be without.
    unset: { body: documents.versioningDocument({ Status: "Suspended" }) },
  },
  {
    put: "PutBucketEncryption",
    unset: "DeleteBucketEncryption",
    subresource: "encryption",
    sent: ({ properties }) => bodyOf(properties.BucketEncryption, documents.encryptionDocument),
  },
  {
    put: "PutBucketLifecycleConfiguration",
    unset: "DeleteBucketLifecycle",
    subresource: "lifecycle",
    sent({ properties: { LifecycleConfiguration: lifecycle } }) {
      const size = lifecycle?.TransitionDefaultMinimumObjectSize;
      const headers = size === undefined ? {} : { "x-amz-transition-default-minimum-object-size": size };
      return lifecycle === undefined ? undefined : { headers, body: documents.lifecycleDocument(lifecycle) };
    },
  },
  {
    put: "PutBucketCors",
    unset: "DeleteBucketCors",
    subresource: "cors",
    sent: ({ properties }) => bodyOf(properties.CorsConfiguration, documents.corsDocument),
  },
  {
    put: "PutBucketTagging",
    unset: "DeleteBucketTagging",
    subresource: "tagging",
    sent: ({ properties, stackTags }) =>
      bodyOf(resourceTags(properties.Tags, { stackTags }), documents.taggingDocument),
  },
  {
    put: "PutBucketAcl",
    subresource: "acl",
    sent({ properties }) {
      const acl = cannedAcl(properties);
      return acl === undefined ? undefined : { headers: { "x-amz-acl": acl } };
    },
    unset: { headers: { "x-amz-acl": "private" } },
  },
];

function bodyOf<T>(value: T | undefined, write: (value: T) => string): Sent | undefined {
  return value === undefined ? undefined : { body: write(value) };
}

/** Sets what S3 takes only after the bucket is there. */
export async function makeSettings(
  bucket: string,
  properties: BucketProperties,
  context: ResourceContext,
): Promise<void> {
  for (const setting of SETTINGS) {
    const sent = setting.isInCreate === true ? undefined : setting.sent({ ...context, properties });
    if (sent !== undefined) await context.call(putCall(bucket, setting, sent));
  }
}

/** Sets what is different, and unsets what is wanted no more. */
export async function changeSettings(
  old: OldResource<BucketProperties>,
  properties: BucketProperties,
  context: ResourceContext,
): Promise<void> {
  const calls = SETTINGS.flatMap((setting) => {
    const before = setting.sent({ ...old, logicalId: context.logicalId });
    const after = setting.sent({ ...context, properties });
    if (isDeepStrictEqual(before, after)) return [];
    const call = after === undefined ? unsetCall(old.physicalId, setting) : putCall(old.physicalId, setting, after);
    return [{ call, isFirst: setting.subresource === "acl" && after === undefined }];
  });
  // A bucket that still has a public ACL cannot be given to its owner alone.
  const ordered = [...calls.filter(({ isFirst }) => isFirst), ...calls.filter(({ isFirst }) => !isFirst)];
  for (const { call } of ordered) await context.call(call);
}

function putCall(bucket: string, { put, subresource }: Setting, sent: Sent): ReturnType<typeof bucketCall> {
  return bucketCall(bucket, { operation: put, method: "PUT", subresource, ...sent });
}

function unsetCall(bucket: string, setting: Setting): ReturnType<typeof bucketCall> {
  const { unset, subresource } = setting;
  if (typeof unset !== "string") return putCall(bucket, setting, unset);
  return bucketCall(bucket, { operation: unset, method: "DELETE", subresource });
}
