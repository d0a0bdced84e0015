import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  DeleteBucketOwnershipControlsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketOwnershipControlsCommand,
  GetObjectAclCommand,
  GetPublicAccessBlockCommand,
  type ObjectOwnership,
  PutBucketAclCommand,
  type PutBucketAclCommandInput,
  PutBucketOwnershipControlsCommand,
  PutObjectAclCommand,
  type PutObjectAclCommandInput,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { makeBucket } from "../world.ts";
import { type Case, type Play, refused } from "./replay.ts";

const LOG_DELIVERY = "http://acs.amazonaws.com/groups/s3/LogDelivery";
const FAKE_GROUP = "http://acs.amazonaws.com/groups/s3/FakeGroup";

/** ACLs that S3 refuses, by the last part of the recorded step's name; `owner` is a canonical id. */
const refusedAcls = (owner: string): Readonly<Record<string, object>> => ({
  "canned-acl": { ACL: "fake-acl" },
  "grant-acl-fake-uri": { GrantWrite: `uri="${FAKE_GROUP}"` },
  "grant-acl-fake-key": { GrantWrite: 'fakekey="1234"' },
  "grant-acl-wrong-id": { GrantWrite: 'id="wrong-id"' },
  "acp-acl-1": { AccessControlPolicy: { Grants: [grant({ ID: owner, Type: "CanonicalUser" }, "WRONG")] } },
  "acp-acl-2": {
    AccessControlPolicy: { Owner: { ID: owner }, Grants: [grant({ ID: owner, Type: "CanonicalUser" }, "FAKE")] },
  },
  "acp-acl-3": {
    AccessControlPolicy: { Owner: { ID: owner }, Grants: [grant({ ID: "wrong-id", Type: "CanonicalUser" })] },
  },
  "acp-acl-4": { AccessControlPolicy: { Owner: { ID: owner }, Grants: [grant({ URI: FAKE_GROUP, Type: "Group" })] } },
  "acp-acl-5": {
    AccessControlPolicy: { Owner: { ID: "wrong-id" }, Grants: [grant({ ID: "wrong-id", Type: "CanonicalUser" })] },
  },
  "empty-acp": { AccessControlPolicy: {} },
  "two-type-acl": { ACL: "private", GrantRead: `uri="${LOG_DELIVERY}"` },
  "two-type-acl-acp": {
    ACL: "private",
    AccessControlPolicy: { Owner: { ID: owner }, Grants: [grant({ ID: owner, Type: "CanonicalUser" })] },
  },
});

function grant(Grantee: object, Permission = "WRITE"): object {
  return { Grantee, Permission };
}

/** An ACL as a document: the owner, and the log delivery group that writes. */
const logDelivery = (ID: string | undefined): PutBucketAclCommandInput["AccessControlPolicy"] => ({
  Owner: { ID },
  Grants: [
    { Grantee: { ID, Type: "CanonicalUser" }, Permission: "FULL_CONTROL" },
    { Grantee: { URI: LOG_DELIVERY, Type: "Group" }, Permission: "WRITE" },
  ],
});

async function openBucket(s3: S3Client, Bucket: string): Promise<string> {
  return makeBucket(s3, Bucket, { ownership: "ObjectWriter", open: true });
}

/** Ownership, public access and ACLs. */
export const settingCases: readonly Case[] = [
  {
    file: "s3-api",
    name: "TestS3BucketOwnershipControls::test_crud_bucket_ownership_controls",
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, "recorded-ownership");
      const get =
        (bucket = Bucket) =>
        () =>
          s3.send(new GetBucketOwnershipControlsCommand({ Bucket: bucket }));
      const remove = () => s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket }));
      await step("default-ownership", get());
      await step("put-ownership", putOwnership({ s3 }, Bucket, "ObjectWriter"));
      await step("get-ownership", get());
      await step("delete-ownership", remove);
      await step("get-ownership-after-delete", get());
      await step("delete-ownership-after-delete", remove);
      const other = "recorded-ownership-new";
      await s3.send(new CreateBucketCommand({ Bucket: other, ObjectOwnership: "BucketOwnerPreferred" }));
      await step("get-ownership-at-creation", get(other));
    },
  },
  {
    file: "s3-api",
    name: "TestS3BucketOwnershipControls::test_bucket_ownership_controls_exc",
    async play({ s3, step, same, send }) {
      const Bucket = await makeBucket(s3, "recorded-ownership-refused");
      await step("default-ownership", () => s3.send(new GetBucketOwnershipControlsCommand({ Bucket })));
      await step("put-ownership-multiple-rules", putOwnership({ s3 }, Bucket, "BucketOwnerPreferred", "ObjectWriter"));
      await step("put-ownership-wrong-value", putOwnership({ s3 }, Bucket, "RandomValue"));
      await step("put-ownership-empty-rule", putOwnership({ s3 }, Bucket));
      await step("ownership-wrong-value-at-creation", () =>
        s3.send(
          new CreateBucketCommand({ Bucket: "recorded-random", ObjectOwnership: "RandomValue" as ObjectOwnership }),
        ),
      );
      // AWS's SDK for JavaScript sends no header that is empty.
      const headers = { "x-amz-object-ownership": "" };
      const empty = await send({ method: "PUT", path: "/recorded-random", headers });
      same("ownership-non-value-at-creation", refused(empty, "ArgumentName", "Code", "Message"));
    },
  },
  {
    file: "s3-api",
    name: "TestS3PublicAccessBlock::test_crud_public_access_block",
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, "recorded-block");
      const get = () => s3.send(new GetPublicAccessBlockCommand({ Bucket }));
      const remove = () => s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
      await step("get-default-public-access-block", get);
      const PublicAccessBlockConfiguration = { BlockPublicAcls: false };
      await step("put-public-access-block", () =>
        s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration })),
      );
      await step("get-public-access-block", get);
      await step("delete-public-access-block", remove);
      await step("get-public-access-block-after-delete", get);
      await step("idempotent-delete-public-access-block", remove);
    },
  },
  {
    file: "s3-general",
    name: "TestS3::test_s3_bucket_acl",
    async play({ s3, step }) {
      const Bucket = await openBucket(s3, "recorded-bucket-acl");
      const get = () => s3.send(new GetBucketAclCommand({ Bucket }));
      const put = (input: Omit<PutBucketAclCommandInput, "Bucket">) =>
        s3.send(new PutBucketAclCommand({ Bucket, ...input }));
      await put({ ACL: "public-read" });
      const { Owner } = await step("get-bucket-acl", get);
      await put({ ACL: "private" });
      await step("get-bucket-canned-acl", get);
      await put({ GrantRead: `uri="${LOG_DELIVERY}"` });
      await step("get-bucket-grant-acl", get);
      await put({ AccessControlPolicy: logDelivery((Owner as { ID: string }).ID) });
      await step("get-bucket-acp-acl", get);
    },
  },
  {
    file: "s3-general",
    name: "TestS3::test_s3_object_acl",
    async play({ s3, step }) {
      const at = { Bucket: await openBucket(s3, "recorded-object-acl"), Key: "object-key-acl" };
      const get = () => s3.send(new GetObjectAclCommand(at));
      const put = (input: Omit<PutObjectAclCommandInput, "Bucket" | "Key">) => () =>
        s3.send(new PutObjectAclCommand({ ...at, ...input }));
      await step("put-object-default-acl", () => s3.send(new PutObjectCommand({ ...at, Body: "" })));
      const { Owner } = await step("get-object-acl-default", get);
      await step("put-object-acl", put({ ACL: "public-read" }));
      await step("get-object-acl", get);
      await put({ GrantRead: `uri="${LOG_DELIVERY}"` })();
      await step("get-object-grant-acl", get);
      await put({ AccessControlPolicy: logDelivery((Owner as { ID: string }).ID) })();
      await step("get-object-acp-acl", get);
    },
  },
  {
    file: "s3-general",
    name: "TestS3::test_s3_multipart_upload_acls",
    async play({ s3, step }) {
      const Bucket = await openBucket(s3, "recorded-upload-acls");
      await s3.send(new PutBucketAclCommand({ Bucket, ACL: "public-read" }));
      await step("bucket-acl", () => s3.send(new GetBucketAclCommand({ Bucket })));
      const acl = (Key: string) => () => s3.send(new GetObjectAclCommand({ Bucket, Key }));
      await s3.send(new PutObjectCommand({ Bucket, Key: "acl-key0", Body: "something" }));
      await step("permission-acl-key0", acl("acl-key0"));
      await uploadInParts(s3, { Bucket, Key: "acl-key1" });
      await step("permission-acl-key1", acl("acl-key1"));
      await uploadInParts(s3, { Bucket, Key: "acl-key2", ACL: "public-read-write" });
      await step("permission-acl-key2", acl("acl-key2"));
    },
  },
  {
    file: "s3-general",
    name: "TestS3::test_s3_bucket_acl_exceptions",
    except: { "put-bucket-acp-acl-6": "what was sent is not recorded" },
    async play({ s3, step }) {
      const Bucket = await openBucket(s3, "recorded-bucket-acl-refused");
      const { Owner } = await s3.send(new GetBucketAclCommand({ Bucket }));
      const put = (input: object) => () => s3.send(new PutBucketAclCommand({ Bucket, ...input }));
      await refuseAcls(step, "put-bucket-", { put, owner: Owner?.ID ?? "" });
      await step("put-bucket-empty", put({}));
    },
  },
  {
    file: "s3-general",
    name: "TestS3::test_s3_object_acl_exceptions",
    except: { "put-object-acp-acl-6": "what was sent is not recorded" },
    async play({ s3, step }) {
      const at = { Bucket: await openBucket(s3, "recorded-object-acl-refused"), Key: "object-key-acl" };
      await s3.send(new PutObjectCommand({ ...at, Body: "" }));
      const { Owner } = await s3.send(new GetObjectAclCommand(at));
      const put = (input: object) => () => s3.send(new PutObjectAclCommand({ ...at, ...input }));
      await step("put-object-canned-acl", () =>
        s3.send(new PutObjectCommand({ ...at, Body: "", ACL: "fake-acl" as "private" })),
      );
      await step("put-object-acl-canned-acl", put({ ACL: "fake-acl" }));
      await refuseAcls(step, "put-object-", { put, owner: Owner?.ID ?? "", without: "canned-acl" });
      await step("put-object-acl-empty", put({}));
    },
  },
];

async function uploadInParts(s3: S3Client, input: CreateMultipartUploadCommandInput): Promise<void> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(input));
  const upload = { Bucket: input.Bucket, Key: input.Key, UploadId };
  const { ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: "something" }));
  const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
  await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));
}

function putOwnership({ s3 }: Pick<Play, "s3">, Bucket: string, ...values: readonly string[]) {
  const Rules = values.map((value) => ({ ObjectOwnership: value as ObjectOwnership }));
  return () => s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules } }));
}

async function refuseAcls(
  step: Play["step"],
  prefix: string,
  {
    put,
    owner,
    without,
  }: { readonly put: (input: object) => () => Promise<object>; readonly owner: string; readonly without?: string },
): Promise<void> {
  for (const [name, input] of Object.entries(refusedAcls(owner))) {
    if (name !== without) await step(prefix + name, put(input));
  }
}
