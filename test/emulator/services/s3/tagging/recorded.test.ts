import {
  DeleteBucketTaggingCommand,
  DeleteObjectTaggingCommand,
  GetBucketTaggingCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
  type Tag,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { startTestEmulator } from "../../../../support/emulator.ts";
import { answerOf, expectRecorded, RECORDINGS, recordedCase, sayWhetherRecorded } from "../../iam/recordings.ts";
import { makeBucket, s3Of } from "../world.ts";

const CASE = "TestS3BucketObjectTagging::";
const TWO: Tag[] = [
  { Key: "tag1", Value: "tag1" },
  { Key: "tag2", Value: "" },
];
const THREE: Tag[] = [{ Key: "tag3", Value: "tag3" }];

sayWhetherRecorded("S3 (tags)");

/** Without what the SDKs of the recorder and of this test show differently of a refusal. */
function shapeOf(step: unknown): unknown {
  const { Error: refusal, ...rest } = step as { Error?: { Code?: string; Message?: string } };
  return refusal === undefined ? rest : { ...rest, Error: { Code: refusal.Code, Message: refusal.Message } };
}

describe.skipIf(RECORDINGS === undefined)("tags, as AWS answered", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
  });
  afterAll(() => emulator.close());

  /** Sends the calls of a case in their order, and compares those whose answers were recorded. */
  async function replay(name: string, calls: readonly (readonly [step: string, call: () => Promise<object>])[]) {
    const steps = recordedCase("s3-api", `${CASE}${name}`);
    for (const [step, call] of calls) expectRecorded(shapeOf(await answerOf(call())), shapeOf(steps[step]));
  }

  it("of buckets", async () => {
    const Bucket = await makeBucket(s3, "recorded-bucket");
    const get = () => s3.send(new GetBucketTaggingCommand({ Bucket }));
    const put = (TagSet: Tag[]) => s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    await replay("test_bucket_tagging_crud", [
      ["get-bucket-tags-empty", get],
      ["put-bucket-tags", () => put(TWO)],
      ["get-bucket-tags", get],
      ["put-bucket-tags-overwrite", () => put(THREE)],
      ["get-bucket-tags-overwritten", get],
      ["delete-bucket-tags", () => s3.send(new DeleteBucketTaggingCommand({ Bucket }))],
      ["put-bucket-tags-empty", () => put([])],
    ]);
  });

  it("of objects", async () => {
    const at = { Bucket: await makeBucket(s3, "recorded-object"), Key: "test-tagging" };
    await s3.send(new PutObjectCommand({ ...at, Body: "test-tagging" }));
    const get = () => s3.send(new GetObjectTaggingCommand(at));
    const put = (TagSet: Tag[]) => s3.send(new PutObjectTaggingCommand({ ...at, Tagging: { TagSet } }));
    await replay("test_object_tagging_crud", [
      ["get-object-tags-empty", get],
      ["put-object-tags", () => put(TWO)],
      ["get-object-tags", get],
      ["put-object-tags-overwrite", () => put(THREE)],
      ["get-object-tags-overwritten", get],
      ["delete-object-tags", () => s3.send(new DeleteObjectTaggingCommand(at))],
      ["get-object-tags-deleted", get],
    ]);
  });

  it("that came with an upload", async () => {
    const at = { Bucket: await makeBucket(s3, "recorded-upload"), Key: "test-tagging" };
    const upload = (Tagging: string) => s3.send(new PutObjectCommand({ ...at, Body: "test-tagging", Tagging }));
    const get = () => s3.send(new GetObjectTaggingCommand(at));
    await upload("tag1=tag1&tag2=tag2&tag=");
    await replay("test_put_object_with_tags", [["get-object-tags", get]]);
    await upload("wrongquery&wrongagain");
    await replay("test_put_object_with_tags", [["get-object-tags-wrong-format-qs", get]]);
    await upload("key1&&&key2");
    await replay("test_put_object_with_tags", [["get-object-tags-wrong-format-qs-2", get]]);
  });

  it("that are refused", async () => {
    const at = { Bucket: await makeBucket(s3, "recorded-refusals"), Key: "key" };
    await s3.send(new PutObjectCommand({ ...at, Body: "x" }));
    const bucket = (...TagSet: Tag[]) =>
      s3.send(new PutBucketTaggingCommand({ Bucket: at.Bucket, Tagging: { TagSet } }));
    const object = (...TagSet: Tag[]) => s3.send(new PutObjectTaggingCommand({ ...at, Tagging: { TagSet } }));
    await replay("test_tagging_validation", [
      ["put-bucket-tags-duplicate-keys", () => bucket({ Key: "Key1", Value: "a" }, { Key: "Key1", Value: "b" })],
      ["put-bucket-tags-invalid-key", () => bucket({ Key: "Key1,Key2", Value: "a" })],
      ["put-bucket-tags-invalid-value", () => bucket({ Key: "Key1", Value: "Val1,Val2" })],
      ["put-bucket-tags-aws-prefixed", () => bucket({ Key: "aws:prefixed", Value: "a" })],
      ["put-bucket-tags-none-value", () => bucket({ Key: "Key1", Value: undefined })],
      ["put-object-tags-duplicate-keys", () => object({ Key: "Key1", Value: "a" }, { Key: "Key1", Value: "b" })],
      ["put-object-tags-invalid-field", () => object({ Key: "Key1,Key2", Value: "a" })],
      ["put-object-tags-aws-prefixed", () => object({ Key: "aws:prefixed", Value: "a" })],
    ]);
    const upload = (Tagging: string) => s3.send(new PutObjectCommand({ ...at, Body: "x", Tagging }));
    await replay("test_object_tagging_exc", [
      ["put-obj-duplicate-tagging", () => upload("key1=val1&key1=val2")],
      ["put-obj-wrong-format", () => upload("key1=val1,key2=val2")],
    ]);
  });

  it("are counted by HeadObject", async () => {
    const at = { Bucket: await makeBucket(s3, "recorded-head"), Key: "test-tagging" };
    // The recorder's SDK names no type, this one always does.
    await s3.send(
      new PutObjectCommand({
        ...at,
        Body: "test-tagging",
        ContentType: "binary/octet-stream",
        Tagging: "tag1=tag1&tag2=tag2&tag=",
      }),
    );
    const { LastModified: _at, ...shown } = (await answerOf(s3.send(new HeadObjectCommand(at)))) as Record<
      string,
      unknown
    >;
    const { LastModified: _then, ...recorded } = recordedCase("s3-api", `${CASE}test_head_object_with_tags`)[
      "head-obj-after-create"
    ] as Record<string, unknown>;
    expectRecorded(shown, recorded);
  });
});
