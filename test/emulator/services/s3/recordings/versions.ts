import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { makeBucket } from "../world.ts";
import type { Case } from "./replay.ts";

/** What S3 keeps where none is sent; this SDK always sends one. */
const ContentType = "binary/octet-stream";
const CRUD = "TestS3ObjectCRUD::";
/** A version's id of another store: well-formed, and unknown here. */
const FOREIGN = "HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD";

const versioning = (s3: S3Client, Bucket: string, Status: string): Promise<object> =>
  s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: Status as "Enabled" } }));
const list = (s3: S3Client, Bucket: string, Prefix?: string): Promise<object> =>
  s3.send(new ListObjectVersionsCommand({ Bucket, EncodingType: "url", ...(Prefix === undefined ? {} : { Prefix }) }));

/** Objects, versions, delete markers and the buckets that have them. */
export const versionCases: readonly Case[] = [
  {
    file: "s3-api",
    name: `${CRUD}test_delete_object`,
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, "recorded-delete");
      const remove = (Key: string, VersionId?: string) => () =>
        s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
      await step("put-object", () =>
        s3.send(new PutObjectCommand({ Bucket, Key: "test-delete", Body: "test-delete" })),
      );
      await step("delete-object", remove("test-delete"));
      await step("delete-nonexistent-object", remove("test-delete"));
      await step("delete-nonexistent-object-versionid", remove("test-delete", FOREIGN));
    },
  },
  {
    file: "s3-api",
    name: `${CRUD}test_delete_object_versioned`,
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, "recorded-delete-versioned");
      await versioning(s3, Bucket, "Enabled");
      const Key = "test-delete";
      const remove =
        (VersionId?: unknown, key = Key) =>
        () =>
          s3.send(new DeleteObjectCommand({ Bucket, Key: key, VersionId: VersionId as string }));
      const get = (VersionId?: unknown) => () =>
        s3.send(new GetObjectCommand({ Bucket, Key, VersionId: VersionId as string }));
      const { VersionId } = await step("put-object", () =>
        s3.send(new PutObjectCommand({ Bucket, Key, Body: Key, ContentType })),
      );
      const { VersionId: marker } = await step("delete-object", remove());
      await step("get-deleted-object", get());
      await step("get-object-with-version", get(VersionId));
      await step("get-delete-marker", get(marker));
      await step("delete-object-2", remove());
      await step("list-object-versions", () => list(s3, Bucket, Key));
      await step("delete-delete-marker", remove(marker));
      await step("delete-object-version", remove(VersionId));
      await step("get-deleted-object-with-version", get(VersionId));
      await step("delete-with-bad-version", remove("bad-version"));
      await step("delete-wrong-key", remove(undefined, "wrong-key"));
    },
  },
  {
    file: "s3-api",
    name: "TestS3BucketCRUD::test_delete_versioned_bucket_with_objects",
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, "recorded-full-versioned");
      await versioning(s3, Bucket, "Enabled");
      const Key = "k";
      const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
      const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key }));
      const deleteBucket = () => s3.send(new DeleteBucketCommand({ Bucket }));
      await step("delete-with-obj-and-delete-marker", deleteBucket);
      await step("delete-obj-by-version", () => s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId })));
      await step("delete-with-only-delete-marker", deleteBucket);
      await step("delete-marker-by-version", () =>
        s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: marker.VersionId })),
      );
      await step("success-delete-bucket", deleteBucket);
    },
  },
  {
    file: "s3-api",
    name: "TestS3BucketCRUD::test_delete_bucket_with_objects",
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, "recorded-full");
      await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
      await step("delete-with-obj", () => s3.send(new DeleteBucketCommand({ Bucket })));
      await step("delete-obj", () => s3.send(new DeleteObjectCommand({ Bucket, Key: "k" })));
      await step("delete-bucket", () => s3.send(new DeleteBucketCommand({ Bucket })));
    },
  },
  {
    file: "s3-api",
    name: `${CRUD}test_get_object_with_version_unversioned_bucket`,
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, "recorded-null");
      const Key = "test-version";
      const get = (VersionId: string) => () => s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
      await step("put-object", () => s3.send(new PutObjectCommand({ Bucket, Key, Body: Key, ContentType })));
      await step("get-obj-with-version", get(FOREIGN));
      await step("get-obj-with-null-version", get("null"));
    },
  },
  {
    file: "s3-api",
    name: `${CRUD}test_list_object_versions_order_unversioned`,
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, "recorded-order");
      const put = (Key: string, Body: string) => () =>
        s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType }));
      await step("list-empty", () => list(s3, Bucket));
      await step("put-object", put("a-test-object-1", "test-object-1"));
      await step("put-object-3", put("c-test-object-3", "test-object-3"));
      await step("put-object-2", put("b-test-object-2", "test-object-2"));
      await step("list-object-versions", () => list(s3, Bucket));
    },
  },
  {
    file: "s3-api",
    name: `${CRUD}test_delete_objects`,
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, "recorded-deletes");
      const Key = "test-delete";
      await step("put-object", () => s3.send(new PutObjectCommand({ Bucket, Key, Body: Key, ContentType })));
      const wrong = { Objects: [{ Key, VersionId: FOREIGN }] };
      await step("delete-object-wrong-version-id", () => s3.send(new DeleteObjectsCommand({ Bucket, Delete: wrong })));
      const Objects = [{ Key }, { Key: "c-wrong-key" }, { Key: "a-wrong-key" }];
      await step("delete-objects", () => s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } })));
    },
  },
  {
    file: "s3-api",
    name: `${CRUD}test_delete_objects_versioned`,
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, "recorded-deletes-versioned");
      await versioning(s3, Bucket, "Enabled");
      const Key = "test-delete";
      const remove =
        (...Objects: { Key: string; VersionId?: string | undefined }[]) =>
        () =>
          s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      const { VersionId } = await step("put-object", () =>
        s3.send(new PutObjectCommand({ Bucket, Key, Body: Key, ContentType })),
      );
      const first = await step(
        "delete-objects-no-version-id",
        remove({ Key }, { Key: "wrongkey" }, { Key: "wrongkey-x" }),
      );
      const { DeleteMarkerVersionId } = (first.Deleted as { Key: string; DeleteMarkerVersionId: string }[]).find(
        (one) => one.Key === Key,
      ) as { DeleteMarkerVersionId: string };
      await step("delete-objects-marker", remove({ Key, VersionId: DeleteMarkerVersionId }));
      // Well-formed and of no version: that of another object.
      const other = await s3.send(new PutObjectCommand({ Bucket, Key: "other", Body: "x" }));
      await step(
        "delete-objects-wrong-version-id",
        remove({ Key, VersionId: other.VersionId }, { Key: "wrong-key-2", VersionId: other.VersionId }),
      );
      await step("delete-objects-version-id", remove({ Key, VersionId: VersionId as string }));
    },
  },
  {
    file: "s3-api",
    name: "TestS3BucketVersioning::test_bucket_versioning_crud",
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, "recorded-versioning");
      const get =
        (bucket = Bucket) =>
        () =>
          s3.send(new GetBucketVersioningCommand({ Bucket: bucket }));
      const put =
        (status: string, bucket = Bucket) =>
        () =>
          versioning(s3, bucket, status);
      await step("get-versioning-before", get());
      await step("put-versioning-suspended-before", put("Suspended"));
      await step("get-versioning-after-suspended", get());
      await step("put-versioning-enabled-lowercase", put("enabled"));
      await step("put-versioning-enabled-capitalized", put("Enabled"));
      await step("get-versioning-after-enabled", get());
      await step("put-versioning-suspended-after", put("Suspended"));
      await step("put-versioning-disabled", put("Disabled"));
      await step("put-versioning-empty", () =>
        s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: {} })),
      );
      await step("put-versioning-no-bucket", put("Suspended", "recorded-no-bucket"));
      await step("get-versioning-no-bucket", get("recorded-no-bucket"));
    },
  },
  {
    file: "s3-api",
    name: "TestS3BucketVersioning::test_object_version_id_format",
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, "recorded-format");
      await versioning(s3, Bucket, "Enabled");
      await step("put-object", () => s3.send(new PutObjectCommand({ Bucket, Key: "test-version-id", Body: "" })));
    },
  },
  {
    file: "s3-api",
    name: `${CRUD}test_put_object_on_suspended_bucket`,
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, "recorded-suspended");
      const Key = "test-version";
      await versioning(s3, Bucket, "Enabled");
      const put = (Body: string) => () => s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType }));
      for (const i of [0, 1, 2]) await step(`put-object-${i}`, put(`test-version-${i}`));
      await step("list-enabled", () => list(s3, Bucket));
      await versioning(s3, Bucket, "Suspended");
      await step("list-suspended", () => list(s3, Bucket));
      await step("put-object-suspended", put("test-version-suspended"));
      await step("list-suspended-after-put", () => list(s3, Bucket));
      await step("put-object-suspended-overwrite", put("test-version-suspended"));
      await step("list-suspended-after-overwrite", () => list(s3, Bucket));
      await step("get-object-current", () => s3.send(new GetObjectCommand({ Bucket, Key })));
    },
  },
  {
    file: "s3-api",
    name: `${CRUD}test_delete_object_on_suspended_bucket`,
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, "recorded-suspended-delete");
      const Key = "test-delete-suspended";
      await versioning(s3, Bucket, "Enabled");
      const put = (Body: string) => () => s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType }));
      const remove = () => s3.send(new DeleteObjectCommand({ Bucket, Key }));
      for (const i of [0, 1]) await step(`put-object-${i}`, put(`test-version-${i}`));
      await versioning(s3, Bucket, "Suspended");
      await step("list-suspended", () => list(s3, Bucket));
      await step("delete-object-no-version", remove);
      await step("list-suspended-delete", () => list(s3, Bucket));
      await step("put-object-suspended", put("test-version-suspended-after-delete"));
      await step("list-suspended-put", () => list(s3, Bucket));
      await step("delete-object-no-version-after-put", remove);
      await step("list-suspended-after-put", () => list(s3, Bucket));
    },
  },
  {
    file: "s3-general",
    name: "TestS3::test_put_object_acl_on_delete_marker",
    async play({ s3, step }) {
      const Bucket = "recorded-acl-marker";
      await s3.send(new CreateBucketCommand({ Bucket, ObjectOwnership: "ObjectWriter" }));
      await versioning(s3, Bucket, "Enabled");
      const Key = "test-key-versioned";
      const put = (Body: string) => () => s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType }));
      const putAcl = (VersionId?: unknown) => () =>
        s3.send(new PutObjectAclCommand({ Bucket, Key, ACL: "private", VersionId: VersionId as string }));
      const getAcl = (VersionId?: unknown) => () =>
        s3.send(new GetObjectAclCommand({ Bucket, Key, VersionId: VersionId as string }));
      await step("put-obj-1", put("something"));
      await step("put-obj-2", put("something-v2"));
      const { VersionId } = await step("delete-object", () => s3.send(new DeleteObjectCommand({ Bucket, Key })));
      await step("put-acl-delete-marker", putAcl());
      await step("get-acl-delete-marker", getAcl());
      await step("put-acl-delete-marker-version-id", putAcl(VersionId));
      await step("get-acl-delete-marker-version-id", getAcl(VersionId));
    },
  },
];
