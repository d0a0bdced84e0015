import type { XmlObject } from "../../../../wire/index.ts";
import type { BucketProperties } from "./s3-bucket-properties.ts";
import { s3Document } from "./s3-calls.ts";
import type { ApiTag } from "./tags.ts";

type Given<K extends keyof BucketProperties> = NonNullable<BucketProperties[K]>;
type LifecycleRule = Given<"LifecycleConfiguration">["Rules"][number];

export const ownershipDocument = (ownership: string): string =>
  s3Document("OwnershipControls", { Rule: { ObjectOwnership: ownership } });

export const versioningDocument = ({ Status }: Given<"VersioningConfiguration">): string =>
  s3Document("VersioningConfiguration", { Status });

export const taggingDocument = (tags: readonly ApiTag[]): string =>
  s3Document("Tagging", { TagSet: { Tag: tags.map(({ Key, Value }) => ({ Key, Value })) } });

/** What is left out is off. */
export function publicAccessBlockDocument(block: Given<"PublicAccessBlockConfiguration">): string {
  return s3Document("PublicAccessBlockConfiguration", {
    BlockPublicAcls: block.BlockPublicAcls ?? false,
    IgnorePublicAcls: block.IgnorePublicAcls ?? false,
    BlockPublicPolicy: block.BlockPublicPolicy ?? false,
    RestrictPublicBuckets: block.RestrictPublicBuckets ?? false,
  });
}

export function encryptionDocument({ ServerSideEncryptionConfiguration: rules }: Given<"BucketEncryption">): string {
  return s3Document("ServerSideEncryptionConfiguration", {
    Rule: rules.map(({ ServerSideEncryptionByDefault: byDefault, BucketKeyEnabled, BlockedEncryptionTypes }) => ({
      ApplyServerSideEncryptionByDefault: byDefault && {
        SSEAlgorithm: byDefault.SSEAlgorithm,
        KMSMasterKeyID: byDefault.KMSMasterKeyID,
      },
      BucketKeyEnabled,
      BlockedEncryptionTypes: BlockedEncryptionTypes && { EncryptionType: BlockedEncryptionTypes.EncryptionType },
    })),
  });
}

export function corsDocument({ CorsRules }: Given<"CorsConfiguration">): string {
  return s3Document("CORSConfiguration", {
    CORSRule: CorsRules.map((rule) => ({
      ID: rule.Id,
      AllowedHeader: rule.AllowedHeaders,
      AllowedMethod: rule.AllowedMethods,
      AllowedOrigin: rule.AllowedOrigins,
      ExposeHeader: rule.ExposedHeaders,
      MaxAgeSeconds: rule.MaxAge,
    })),
  });
}

export function lifecycleDocument({ Rules }: Given<"LifecycleConfiguration">): string {
  return s3Document("LifecycleConfiguration", { Rule: Rules.map(lifecycleRule) });
}

/** Templates know several properties in a form for one entry and in one for many; all that are given count. */
function lifecycleRule(rule: LifecycleRule): XmlObject {
  const noncurrent = rule.NoncurrentVersionExpiration ?? {
    NoncurrentDays: rule.NoncurrentVersionExpirationInDays,
    NewerNoncurrentVersions: undefined,
  };
  const expiration = {
    Date: rule.ExpirationDate,
    Days: rule.ExpirationInDays,
    ExpiredObjectDeleteMarker: rule.ExpiredObjectDeleteMarker,
  };
  return {
    ID: rule.Id,
    Filter: lifecycleFilter(rule),
    Status: rule.Status,
    Transition: both(rule.Transition, rule.Transitions).map((transition) => ({
      Date: transition.TransitionDate,
      Days: transition.TransitionInDays,
      StorageClass: storageClass(transition.StorageClass),
    })),
    Expiration: unlessEmpty(expiration),
    NoncurrentVersionTransition: both(rule.NoncurrentVersionTransition, rule.NoncurrentVersionTransitions).map(
      (transition) => ({
        NoncurrentDays: transition.TransitionInDays,
        NewerNoncurrentVersions: transition.NewerNoncurrentVersions,
        StorageClass: storageClass(transition.StorageClass),
      }),
    ),
    NoncurrentVersionExpiration: unlessEmpty({
      NoncurrentDays: noncurrent.NoncurrentDays,
      NewerNoncurrentVersions: noncurrent.NewerNoncurrentVersions,
    }),
    AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload && {
      DaysAfterInitiation: rule.AbortIncompleteMultipartUpload.DaysAfterInitiation,
    },
  };
}

/** Several conditions have to be joined in S3's document, and a single one must not be. */
function lifecycleFilter(rule: LifecycleRule): XmlObject {
  const { Prefix, TagFilters = [], ObjectSizeGreaterThan, ObjectSizeLessThan } = rule;
  const parts = {
    Prefix,
    Tag: TagFilters.map(({ Key, Value }) => ({ Key, Value })),
    ObjectSizeGreaterThan,
    ObjectSizeLessThan,
  };
  const count = TagFilters.length + [Prefix, ObjectSizeGreaterThan, ObjectSizeLessThan].filter(isGiven).length;
  if (count === 0) return { Prefix: "" };
  return count === 1 ? parts : { And: parts };
}

/** The old spelling of templates. */
const storageClass = (name: string): string => (name === "Glacier" ? "GLACIER" : name);

const both = <T>(one: T | undefined, many: readonly T[] = []): readonly T[] =>
  one === undefined ? many : [one, ...many];

const isGiven = (value: unknown): boolean => value !== undefined;

const unlessEmpty = <T extends object>(object: T): T | undefined =>
  Object.values(object).some(isGiven) ? object : undefined;
