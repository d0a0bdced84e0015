import { CallRefusedError, NameTakenError } from "./refusals.ts";
import { type CreationContext, type MadeResource, type ResourceType, resourceType } from "./resource-type.ts";
import { cannedAcl, isEnforced, ownershipOf } from "./s3-bucket-access.ts";
import { type BucketProperties, EMULATED_BUCKET } from "./s3-bucket-properties.ts";
import { changeSettings, makeSettings } from "./s3-bucket-settings.ts";
import { bucketCall, s3Document } from "./s3-calls.ts";
import { S3_BUCKET } from "./schemas/s3-bucket.ts";

/** A bucket, with what of its configuration the emulator's S3 knows. */
export const s3Bucket: ResourceType = resourceType({
  schema: S3_BUCKET,
  emulates: EMULATED_BUCKET,
  nameProperty: "BucketName",
  attributes: ["Arn", "DomainName", "RegionalDomainName", "DualStackDomainName", "WebsiteURL"],
  async create(properties, context) {
    const bucket = properties.BucketName ?? context.physicalName({ maxLength: 63, lowerCase: true });
    const made = { physicalId: bucket, attributes: bucketAttributes(bucket, context.region) };
    if (properties.BucketName !== undefined) await refuseOwnBucket(bucket, context);
    await context.call(createCall(bucket, properties, context));
    await context.initiated(made);
    await makeSettings(bucket, properties, context);
    return made;
  },
  async update(old, properties, context) {
    await changeSettings(old, properties, context);
    return { physicalId: old.physicalId, attributes: bucketAttributes(old.physicalId, context.region) };
  },
  delete: ({ physicalId }, context) =>
    context.callUnlessGone(bucketCall(physicalId, { operation: "DeleteBucket", method: "DELETE" })),
});

type BucketAttribute = "Arn" | "DomainName" | "RegionalDomainName" | "DualStackDomainName" | "WebsiteURL";

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

function createCall(
  bucket: string,
  properties: BucketProperties,
  { region, logicalId }: CreationContext,
): ReturnType<typeof bucketCall> {
  const ownership = ownershipOf(properties, logicalId);
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
