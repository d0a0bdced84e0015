import { type AwsError, header } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { Operation, OperationContext, Requirement } from "../../../pipeline/service.ts";
import { isWaitHandlesBucket } from "../../../state/wait-handles.ts";
import { aclWithOwnershipError } from "../acl/acl-rules.ts";
import { type Grant, isOwnerOnly, isPublicGrant } from "../acl/grants.ts";
import { type RequestedAcl, readRequestedAcl, requestedGrants } from "../acl/requested-acl.ts";
import { bucketOf } from "../address.ts";
import { readDocument } from "../body/document.ts";
import { readOnce } from "../body/read-once.ts";
import { type BucketConfiguration, readBucketConfiguration } from "../bucket-configuration.ts";
import { invalidBucketName, isBucketName } from "../bucket-names.ts";
import { checkLocationConstraint } from "../bucket-region.ts";
import {
  type BucketRecord,
  findBucket,
  NEW_BUCKET,
  OBJECT_OWNERSHIPS,
  type ObjectOwnership,
  putBucket,
  s3Arn,
} from "../buckets.ts";
import { ACL_HEADERS, commonKeys, headerKeys } from "../context-keys.ts";
import { deniedBecause } from "../denial.ts";
import { bucketError, invalidArgument, notImplementedHeader } from "../errors.ts";
import { emptyResponse, s3Operation } from "../response.ts";
import { newBucketTagKeys } from "../tagging/tag-keys.ts";

interface CreateBucketInput {
  readonly name: string;
  readonly ownership: ObjectOwnership | undefined;
  readonly acl: RequestedAcl;
  /** Reads the body. Policies may ask for the region and the tags, so they are known before anything is decided. */
  readonly configuration: () => Promise<BucketConfiguration>;
}

/** Makes a bucket. Its name is unique across all accounts of the emulator. */
export const createBucket: Operation = s3Operation<CreateBucketInput>({
  name: "CreateBucket",
  errors: [
    "BucketAlreadyExists",
    "BucketAlreadyOwnedByYou",
    "IllegalLocationConstraintException",
    "InvalidBucketAclWithObjectOwnership",
    "InvalidBucketName",
    "InvalidLocationConstraint",
    "InvalidTag",
    "MalformedXML",
  ],
  parse(request) {
    const name = bucketOf(request);
    if (!isBucketName(name)) throw invalidBucketName(name);
    refuseWhatIsNot(request);
    return {
      name,
      ownership: readOwnership(request),
      acl: readRequestedAcl(request, "bucket"),
      configuration: readOnce(async () => readBucketConfiguration(await readDocument(request))),
    };
  },
  authorise: async (input, context) => requirements(input, await input.configuration(), context),
  async run(input, context) {
    const { state, caller } = context;
    const { tags, ...configuration } = await input.configuration();
    const locationConstraint = checkLocationConstraint(configuration.locationConstraint, state.region);
    const bucket: BucketRecord = {
      ...NEW_BUCKET[state.bucketDefaults],
      ...(input.ownership === undefined ? {} : { ownership: input.ownership }),
      ...(locationConstraint === undefined ? {} : { locationConstraint }),
      ...(tags.length === 0 ? {} : { tags }),
      name: input.name,
      accountId: caller.accountId,
      createdAt: state.clock.now().toISOString(),
      acl: newBucketAcl(input, context),
    };
    await state.store.transaction((writer) => {
      if (isWaitHandlesBucket(input.name)) throw bucketTaken(input.name);
      const present = findBucket(writer, input.name);
      if (present === undefined) putBucket(writer, bucket);
      else refuseTaken(present, bucket, context);
    });
    const location = state.region === "us-east-1" ? `/${input.name}` : `http://${input.name}.s3.amazonaws.com/`;
    return emptyResponse(200, { location, "x-amz-bucket-arn": s3Arn(input.name) });
  },
});

function refuseWhatIsNot({ head }: ServiceRequest): void {
  if (header(head, "x-amz-bucket-object-lock-enabled")?.toLowerCase() === "true") {
    throw notImplementedHeader("x-amz-bucket-object-lock-enabled");
  }
  if ((header(head, "x-amz-bucket-namespace") ?? "global") !== "global") {
    throw notImplementedHeader("x-amz-bucket-namespace");
  }
}

function readOwnership({ head }: ServiceRequest): ObjectOwnership | undefined {
  const text = header(head, "x-amz-object-ownership");
  const ownership = OBJECT_OWNERSHIPS.find((known) => known === text);
  if (text !== undefined && ownership === undefined) {
    throw invalidArgument(`Invalid x-amz-object-ownership header: ${text}`, { name: "x-amz-object-ownership" });
  }
  return ownership;
}

/** The bucket is not there yet, so only the caller's own account can allow. */
function requirements(
  { name, ownership, acl }: CreateBucketInput,
  { tags, locationConstraint }: BucketConfiguration,
  { caller, request }: OperationContext,
): readonly Requirement[] {
  const keys = {
    ...commonKeys(request, undefined),
    ...headerKeys(request, ["x-amz-object-ownership", ...ACL_HEADERS]),
    "s3:LocationConstraint": locationConstraint,
    ...newBucketTagKeys(tags),
  };
  const need = (action: string): Requirement => ({
    action,
    resource: s3Arn(name),
    resourceAccountId: caller.accountId,
    context: keys,
  });
  return [
    need("s3:CreateBucket"),
    ...(acl === undefined || isPrivate(acl) ? [] : [need("s3:PutBucketAcl")]),
    ...(ownership === undefined ? [] : [need("s3:PutBucketOwnershipControls")]),
    ...(tags.length === 0 ? [] : [need("s3:TagResource")]),
  ];
}

function isPrivate(acl: RequestedAcl): boolean {
  return acl !== undefined && "canned" in acl && acl.canned === "private";
}

function newBucketAcl(
  { name, ownership, acl }: CreateBucketInput,
  { state, caller }: OperationContext,
): readonly Grant[] {
  const { accountId } = caller;
  const owners = { ownerAccountId: accountId, bucketOwnerAccountId: accountId };
  const grants = requestedGrants(acl, "bucket", { reader: state.store, owners });
  const born = NEW_BUCKET[state.bucketDefaults];
  const effective = ownership ?? born.ownership;
  if (effective === "BucketOwnerEnforced" && !isOwnerOnly(grants, accountId)) throw aclWithOwnershipError(name);
  // A bucket that is born with public ACLs blocked cannot be born with one.
  if (born.publicAccessBlock?.blockPublicAcls && grants.some(isPublicGrant)) {
    throw deniedBecause(
      caller,
      { action: "s3:CreateBucket", resource: s3Arn(name), resourceAccountId: accountId },
      "because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.",
    );
  }
  return grants;
}

/** In us-east-1 an owner may make a bucket again without tags and changes nothing; a habit of AWS's first region. */
function refuseTaken(present: BucketRecord, asked: BucketRecord, { caller, state }: OperationContext): void {
  if (present.accountId !== caller.accountId) throw bucketTaken(present.name);
  if (state.region === "us-east-1" && asked.tags === undefined) return;
  throw bucketError(409, "BucketAlreadyOwnedByYou", {
    message: "Your previous request to create the named bucket succeeded and you already own it.",
    bucket: present.name,
  });
}

function bucketTaken(bucket: string): AwsError {
  const message =
    "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.";
  return bucketError(409, "BucketAlreadyExists", { message, bucket });
}
