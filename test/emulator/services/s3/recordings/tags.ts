import {
  CreateBucketCommand,
  DeleteBucketTaggingCommand,
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
  type Tag,
} from "@aws-sdk/client-s3";
import { makeBucket } from "../world.ts";
import type { Case, Play } from "./replay.ts";

const ContentType = "binary/octet-stream";
const Body = "test-tagging";
const TWO: readonly Tag[] = [
  { Key: "tag1", Value: "tag1" },
  { Key: "tag2", Value: "" },
];
const THREE: readonly Tag[] = [{ Key: "tag3", Value: "tag3" }];

/** Calls on the tags of a bucket. */
function bucketCalls(s3: S3Client, Bucket: string) {
  return {
    get: () => s3.send(new GetBucketTaggingCommand({ Bucket })),
    put:
      (...TagSet: readonly Partial<Tag>[]) =>
      () =>
        s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: TagSet as Tag[] } })),
    remove: () => s3.send(new DeleteBucketTaggingCommand({ Bucket })),
  };
}

/** Calls on one object and its tags. */
function objectCalls(s3: S3Client, Bucket: string, Key = Body) {
  const at = { Bucket, Key };
  return {
    upload:
      (Tagging?: string, text = Body) =>
      () =>
        s3.send(
          new PutObjectCommand({ ...at, Body: text, ContentType, ...(Tagging === undefined ? {} : { Tagging }) }),
        ),
    get: (VersionId?: string) => () => s3.send(new GetObjectTaggingCommand({ ...at, VersionId })),
    put: (TagSet: readonly Partial<Tag>[], VersionId?: string) => () =>
      s3.send(new PutObjectTaggingCommand({ ...at, VersionId, Tagging: { TagSet: TagSet as Tag[] } })),
    remove: (VersionId?: string) => () => s3.send(new DeleteObjectTaggingCommand({ ...at, VersionId })),
    read: () => s3.send(new GetObjectCommand(at)),
    head: () => s3.send(new HeadObjectCommand(at)),
    end: () => s3.send(new DeleteObjectCommand(at)),
  };
}

let buckets = 0;
function tagging(name: string, play: (play: Play, Bucket: string) => Promise<void>): Case {
  return {
    file: "s3-api",
    name: `TestS3BucketObjectTagging::${name}`,
    play: async (played) => play(played, await makeBucket(played.s3, `recorded-tagging-${++buckets}`)),
  };
}

const onObject = (
  name: string,
  play: (step: Play["step"], calls: ReturnType<typeof objectCalls>, s3: S3Client) => Promise<void>,
): Case => tagging(name, ({ s3, step }, Bucket) => play(step, objectCalls(s3, Bucket), s3));

const DUPLICATES: readonly Tag[] = [
  { Key: "Key1", Value: "a" },
  { Key: "Key1", Value: "b" },
];

/** Tags of buckets and of objects. */
export const tagCases: readonly Case[] = [
  tagging("test_bucket_tagging_crud", async ({ s3, step }, Bucket) => {
    const { get, put, remove } = bucketCalls(s3, Bucket);
    await step("get-bucket-tags-empty", get);
    await step("put-bucket-tags", put(...TWO));
    await step("get-bucket-tags", get);
    await step("put-bucket-tags-overwrite", put(...THREE));
    await step("get-bucket-tags-overwritten", get);
    await step("delete-bucket-tags", remove);
    await step("put-bucket-tags-empty", put());
  }),
  tagging("test_bucket_tagging_exc", async ({ s3, step }) => {
    const { get, put, remove } = bucketCalls(s3, "recorded-no-such-bucket");
    await step("get-no-bucket-tags", get);
    await step("delete-no-bucket-tags", remove);
    await step("put-no-bucket-tags", put(...TWO));
  }),
  tagging("test_put_bucket_tagging_none_value", async ({ s3, step }, Bucket) => {
    const { get, put } = bucketCalls(s3, Bucket);
    await step("put-bucket-tags-origin", put(...TWO));
    await step("put-none-tag-set", put());
    await step("no-such-tag-set", get);
  }),
  tagging("test_tagging_validation", async ({ s3, step }, Bucket) => {
    const { put } = bucketCalls(s3, Bucket);
    await step("put-bucket-tags-duplicate-keys", put(...DUPLICATES));
    await step("put-bucket-tags-invalid-key", put({ Key: "Key1,Key2", Value: "a" }));
    await step("put-bucket-tags-invalid-value", put({ Key: "Key1", Value: "Val1,Val2" }));
    await step("put-bucket-tags-aws-prefixed", put({ Key: "aws:prefixed", Value: "a" }));
    await step("put-bucket-tags-none-key", put({ Value: "a" }));
    await step("put-bucket-tags-none-value", put({ Key: "Key1" }));
    const object = objectCalls(s3, Bucket);
    await object.upload()();
    await step("put-object-tags-duplicate-keys", object.put(DUPLICATES));
    await step("put-object-tags-invalid-field", object.put([{ Key: "Key1,Key2", Value: "a" }]));
    await step("put-object-tags-aws-prefixed", object.put([{ Key: "aws:prefixed", Value: "a" }]));
    await step("put-object-tags-none-key", object.put([{ Value: "a" }]));
    await step("put-object-tags-none-value", object.put([{ Key: "Key1" }]));
  }),
  onObject("test_object_tagging_crud", async (step, { upload, get, put, remove, read }) => {
    await step("put-object", upload());
    await step("get-object-tags-empty", get());
    await step("put-object-tags", put(TWO));
    await step("get-object-tags", get());
    await step("put-object-tags-overwrite", put(THREE));
    await step("get-object-tags-overwritten", get());
    await step("get-obj-after-tags", read);
    await step("delete-object-tags", remove());
    await step("get-object-tags-deleted", get());
    await step("get-obj-after-tags-deleted", read);
  }),
  tagging("test_object_tagging_exc", async ({ s3, step }, Bucket) => {
    const nowhere = objectCalls(s3, "recorded-no-such-bucket", "fake-key");
    await step("get-no-bucket-tags", nowhere.get());
    await step("delete-no-bucket-tags", nowhere.remove());
    await step("put-no-bucket-tags", nowhere.put(TWO));
    const absent = objectCalls(s3, Bucket, "fake-key");
    await step("get-no-key-tags", absent.get());
    await step("delete-no-key-tags", absent.remove());
    await step("put-no-key-tags", absent.put(TWO));
    const { upload } = objectCalls(s3, Bucket);
    await step("put-obj-duplicate-tagging", upload("key1=val1&key1=val2"));
    await step("put-obj-wrong-format", upload("key1=val1,key2=val2"));
  }),
  onObject("test_put_object_with_tags", async (step, { upload, get, put, read, head }) => {
    await step("put-object", upload("tag1=tag1&tag2=tag2&tag="));
    await step("get-object-tags", get());
    await step("put-object-tags", put(THREE));
    await step("get-object-tags-override", get());
    await step("head-obj", head);
    await step("get-obj", read);
    await upload("wrongquery&wrongagain")();
    await step("get-object-tags-wrong-format-qs", get());
    await upload("key1&&&key2")();
    await step("get-object-tags-wrong-format-qs-2", get());
  }),
  onObject("test_head_object_with_tags", async (step, { upload, put, remove, head }) => {
    const tags = "tag1=tag1&tag2=tag2&tag=";
    await step("put-object", upload(tags));
    await step("head-obj-after-create", head);
    await step("put-object-tags", put(THREE));
    await step("head-obj-after-tagging", head);
    await upload(tags)();
    await step("head-obj-after-overwrite", head);
    await remove()();
    await step("head-obj-after-removal", head);
  }),
  onObject("test_put_object_tagging_none_value", async (step, { upload, get, put }) => {
    await upload("tag1=tag1")();
    await step("put-none-tag-set", put([]));
    await step("get-object-tags-none", get());
  }),
  onObject("test_object_tags_delete_or_overwrite_object", async (step, { upload, get, end }) => {
    await upload("tag1=val1")();
    await step("get-object-after-creation", get());
    await upload()();
    await step("get-object-after-overwrite", get());
    await end();
    await upload()();
    await step("get-object-after-recreation", get());
  }),
  tagging("test_object_tagging_versioned", tagVersions),
  ...newBuckets(),
];

/** Tags of versions and of delete markers, named and latest. */
async function tagVersions({ s3, step }: Play, Bucket: string): Promise<void> {
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  const { upload, get, put, remove, end } = objectCalls(s3, Bucket);
  const first = (await step("put-obj-0", upload("test_tag=tagv1", "test-0"))).VersionId as string;
  await step("put-obj-1", upload("test_tag=tagv2", "test-1"));
  await step("put-object-tags-current-version", put(THREE));
  await step("get-object-tags-current-version", get());
  await step("get-object-tags-previous-version", get(first));
  await step("put-object-tags-previous-version", put([{ Key: "tag1", Value: "tag1" }], first));
  await step("get-object-tags-previous-version-again", get(first));
  await remove()();
  await step("get-object-tags-deleted-current", get());
  await remove(first)();
  // By the recorded version it was the current one that was asked for again.
  await step("get-object-tags-previous-version-deleted", get());
  const marker = (await step("put-delete-marker", end)).VersionId as string;
  for (const [name, version] of [
    ["id", marker],
    ["latest", undefined],
  ] as const) {
    await step(`put-object-tags-delete-marker-${name}`, put(TWO, version));
    await step(`get-object-tags-delete-marker-${name}`, get(version));
    await step(`delete-object-tags-delete-marker-${name}`, remove(version));
  }
}

/** Buckets that are made with tags. */
function newBuckets(): readonly Case[] {
  const making = (s3: S3Client, Bucket: string) => {
    return (Tags?: readonly Partial<Tag>[]) => () =>
      s3.send(
        new CreateBucketCommand({
          Bucket,
          ...(Tags === undefined ? {} : { CreateBucketConfiguration: { Tags: Tags as Tag[] } }),
        }),
      );
  };
  const TAGS: readonly Tag[] = [{ Key: "tag1", Value: "value1" }];
  return [
    tagging("test_create_bucket_with_tags", async ({ s3, step }) => {
      const Bucket = "recorded-made-with-tags";
      await step("create-bucket-with-tags", making(s3, Bucket)(TAGS));
      await step("get-bucket-tags", bucketCalls(s3, Bucket).get);
    }),
    tagging("test_create_bucket_with_tags_us_east_1_idempotency", async ({ s3In, step }) => {
      const [s3, Bucket] = [await s3In("us-east-1"), "recorded-made-again"];
      const [make, { get }] = [making(s3, Bucket), bucketCalls(s3, Bucket)];
      await step("create-bucket-with-tags", make(TAGS));
      await step("get-bucket-tags", get);
      await step("create-bucket-different-tags", make([{ Key: "tag1", Value: "value2" }]));
      await step("create-bucket-with-no-tags", make());
      await step("get-bucket-tags-after-re-create", get);
      await step("create-bucket-with-same-tags", make(TAGS));
      await step("create-bucket-with-empty-tags", make([]));
      await step("get-bucket-tags-after-create-empty", get);
    }),
    tagging("test_create_bucket_with_empty_tags", async ({ s3In, step }) => {
      const [s3, Bucket] = [await s3In("us-east-1"), "recorded-made-with-none"];
      const make = making(s3, Bucket);
      await step("create-bucket-with-empty-tags", make([]));
      await step("get-bucket-tags", bucketCalls(s3, Bucket).get);
      await step("create-bucket-with-none-tags", make());
    }),
    tagging("test_create_bucket_with_tags_exc", async ({ s3, step }) => {
      const make = making(s3, "recorded-never-made");
      await step("tags-key-none", make([{ Value: "value1" }]));
      await step("tags-value-none", make([{ Key: "test" }]));
      await step("tags-key-aws-prefix", make([{ Key: "aws:test", Value: "value1" }]));
      await step("tags-key-aws-duplicated-key", make(DUPLICATES));
      await step("tags-key-aws-bad-value", make([{ Key: "test", Value: "value1,value2" }]));
      await step("tags-key-aws-bad-key", make([{ Key: "test,test2", Value: "value1" }]));
    }),
  ];
}
