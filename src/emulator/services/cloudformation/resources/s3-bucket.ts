import { AwsError } from "../../../../wire/index.ts";
import { CallRefusedError, NameTakenError } from "./refusals.ts";
import { type CreationContext, type MadeResource, type ResourceType, resourceType } from "./resource-type.ts";
import { bucketCall, s3Document } from "./s3-calls.ts";
import { type Members, notEmulated, type PropertiesOf } from "./shapes.ts";
import { type ApiTag, resourceTags, TAGS } from "./tags.ts";

/** Canned ACLs as templates spell them, and as S3 does. */
const CANNED_ACLS: Readonly<Record<string, string>> = {
  AuthenticatedRead: "authenticated-read",
  AwsExecRead: "aws-exec-read",
  BucketOwnerFullControl: "bucket-owner-full-control",
  BucketOwnerRead: "bucket-owner-read",
  LogDeliveryWrite: "log-delivery-write",
  Private: "private",
  PublicRead: "public-read",
  PublicReadWrite: "public-read-write",
};

const BLOCK_FLAGS = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"] as const;

const PROPERTIES = {
  BucketName: { type: "text" },
  AccessControl: { type: "text" },
  OwnershipControls: {
    type: "object",
    members: {
      Rules: {
        type: "list",
        of: { type: "object", members: { ObjectOwnership: { type: "text", required: true } } },
        required: true,
      },
    },
  },
  PublicAccessBlockConfiguration: {
    type: "object",
    members: {
      BlockPublicAcls: { type: "boolean" },
      IgnorePublicAcls: { type: "boolean" },
      BlockPublicPolicy: { type: "boolean" },
      RestrictPublicBuckets: { type: "boolean" },
    },
  },
  Tags: TAGS,
  ...notEmulated([
    "AccelerateConfiguration",
    "AnalyticsConfigurations",
    "BucketEncryption",
    "BucketNamePrefix",
    "BucketNamespace",
    "CorsConfiguration",
    "IntelligentTieringConfigurations",
    "InventoryConfigurations",
    "LifecycleConfiguration",
    "LoggingConfiguration",
    "MetadataConfiguration",
    "MetadataTableConfiguration",
    "MetricsConfigurations",
    "NotificationConfiguration",
    "ObjectLockConfiguration",
    "ObjectLockEnabled",
    "ReplicationConfiguration",
    "VersioningConfiguration",
    "WebsiteConfiguration",
  ]),
} as const satisfies Members;

type BucketProperties = PropertiesOf<typeof PROPERTIES>;

/** A bucket, with what of its configuration the emulator's S3 knows. */
export const s3Bucket: ResourceType = resourceType({
  name: "AWS::S3::Bucket",
  nameProperty: "BucketName",
  replaces: ["BucketName"],
  properties: PROPERTIES,
  attributes: ["Arn", "DomainName", "RegionalDomainName", "DualStackDomainName", "WebsiteURL"],
  async create(properties, context) {
    const bucket = properties.BucketName ?? context.physicalName({ maxLength: 63, lowerCase: true });
    const made = { physicalId: bucket, attributes: bucketAttributes(bucket, context.region) };
    if (properties.BucketName !== undefined) await refuseOwnBucket(bucket, context);
    await context.call(createCall(bucket, properties, context.region));
    await context.initiated(made);
    await configure(bucket, properties, context);
    return made;
  },
  delete: ({ physicalId }, context) =>
    context.callUnlessGone(bucketCall(physicalId, { operation: "DeleteBucket", method: "DELETE" })),
});

function bucketAttributes(
  bucket: string,
  region: string,
): MadeResource["attributes"] & Record<BucketAttribute, string> {
  return {
    Arn: `arn:aws:s3:::${bucket}`,
    DomainName: `${bucket}.s3.amazonaws.com`,
    RegionalDomainName: `${bucket}.s3.${region}.amazonaws.com`,
    DualStackDomainName: `${bucket}.s3.dualstack.${region}.amazonaws.com`,
    WebsiteURL: `http://${bucket}.s3-website-${region}.amazonaws.com`,
  };
}

type BucketAttribute = "Arn" | "DomainName" | "RegionalDomainName" | "DualStackDomainName" | "WebsiteURL";

/**
 * In us-east-1 S3 lets an owner create a bucket again and says nothing of it. A stack that took it for its own would
 * delete it one day.
 */
async function refuseOwnBucket(bucket: string, context: CreationContext): Promise<void> {
  if (context.region !== "us-east-1") return;
  try {
    await context.call(bucketCall(bucket, { operation: "HeadBucket", method: "HEAD" }));
  } catch (error) {
    if (error instanceof CallRefusedError && error.refusal.status === 404) return;
    throw error;
  }
  throw new NameTakenError();
}

function createCall(bucket: string, properties: BucketProperties, region: string): ReturnType<typeof bucketCall> {
  const ownership = ownershipOf(properties);
  const acl = cannedAcl(properties);
  const headers = {
    ...(ownership === undefined ? {} : { "x-amz-object-ownership": ownership }),
    // Where the owner's word is enforced no ACL can be set, and S3 says so when it is asked for one with the bucket.
    ...(acl !== undefined && isEnforced(ownership) ? { "x-amz-acl": acl } : {}),
  };
  const body =
    region === "us-east-1" ? {} : { body: s3Document("CreateBucketConfiguration", { LocationConstraint: region }) };
  return bucketCall(bucket, { operation: "CreateBucket", method: "PUT", headers, ...body });
}

/** What S3 takes only after the bucket is there. Public ACLs come last: until then the bucket blocks them. */
async function configure(bucket: string, properties: BucketProperties, context: CreationContext): Promise<void> {
  const put = (operation: string, subresource: string, rest: { body?: string; headers?: Record<string, string> }) =>
    context.call(bucketCall(bucket, { operation, method: "PUT", subresource, ...rest }));
  const block = properties.PublicAccessBlockConfiguration;
  if (block !== undefined) {
    const flags = Object.fromEntries(BLOCK_FLAGS.map((flag) => [flag, block[flag] ?? false]));
    await put("PutPublicAccessBlock", "publicAccessBlock", {
      body: s3Document("PublicAccessBlockConfiguration", flags),
    });
  }
  const tags = resourceTags(properties.Tags, context);
  if (tags !== undefined) await put("PutBucketTagging", "tagging", { body: taggingDocument(tags) });
  const acl = cannedAcl(properties);
  if (acl !== undefined && !isEnforced(ownershipOf(properties))) {
    await put("PutBucketAcl", "acl", { headers: { "x-amz-acl": acl } });
  }
}

const taggingDocument = (tags: readonly ApiTag[]): string =>
  s3Document("Tagging", { TagSet: { Tag: tags.map(({ Key, Value }) => ({ Key, Value })) } });

function ownershipOf({ OwnershipControls }: BucketProperties): string | undefined {
  const rules = OwnershipControls?.Rules ?? [];
  if (OwnershipControls !== undefined && rules.length !== 1) {
    throw invalid("OwnershipControls must have exactly one rule");
  }
  return rules[0]?.ObjectOwnership;
}

const isEnforced = (ownership: string | undefined): boolean =>
  ownership === undefined || ownership === "BucketOwnerEnforced";

/** The ACL to set. `Private` is what every bucket has anyway, whoever owns its objects. */
function cannedAcl({ AccessControl }: BucketProperties): string | undefined {
  if (AccessControl === undefined || AccessControl === "Private") return undefined;
  const acl = Object.hasOwn(CANNED_ACLS, AccessControl) ? CANNED_ACLS[AccessControl] : undefined;
  if (acl === undefined) throw invalid(`${AccessControl} is not a canned ACL`);
  return acl;
}

function invalid(message: string): Error {
  return new CallRefusedError(
    { service: "s3", operation: "CreateBucket" },
    new AwsError("InvalidArgument", message, { status: 400 }),
  );
}
