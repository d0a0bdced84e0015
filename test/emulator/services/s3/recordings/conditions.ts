import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { makeBucket } from "../world.ts";
import type { Case, Play } from "./replay.ts";

const WRITE = "TestS3ObjectWritePrecondition::";
const Key = "test-precondition";
const ETAG_OF_TEST = '"098f6bcd4621d373cade4e832627b4f6"';

/** Calls on one bucket with the recorded key. */
function callsOn(s3: S3Client, Bucket: string) {
  const more = (input: object): object => ({ Bucket, Key, ...input });
  return {
    put:
      (input: Partial<PutObjectCommandInput> = {}) =>
      () =>
        s3.send(new PutObjectCommand({ Body: "", ...more(input) } as PutObjectCommandInput)),
    remove:
      (input = {}) =>
      () =>
        s3.send(new DeleteObjectCommand(more(input) as never)),
    copy: (input: object) => () =>
      s3.send(
        new CopyObjectCommand({
          CopySource: `${Bucket}/source-object`,
          ...more({ Key: "dest-object" }),
          ...input,
        } as never),
      ),
    list: () => s3.send(new ListObjectVersionsCommand({ Bucket, EncodingType: "url" })),
    version: () => s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } })),
  };
}

/** An upload of one part, `test`, that is then completed under conditions. */
async function uploadOf({ s3, step }: Play, Bucket: string, stepName: string) {
  const { UploadId } = await step(stepName, () => s3.send(new CreateMultipartUploadCommand({ Bucket, Key })));
  const upload = { Bucket, Key, UploadId: UploadId as string };
  const { ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: "test" }));
  const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
  return (condition: object) => () =>
    s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload, ...condition }));
}

let buckets = 0;
const conditional = (
  name: string,
  play: (play: Play, Bucket: string, calls: ReturnType<typeof callsOn>) => Promise<void>,
): Case => ({
  file: "s3-api",
  name,
  async play(played) {
    const Bucket = await makeBucket(played.s3, `recorded-conditions-${++buckets}`);
    await play(played, Bucket, callsOn(played.s3, Bucket));
  },
});

const IF_ABSENT = { IfNoneMatch: "*" };

/** Writes, copies and deletions that depend on what is there. */
export const conditionCases: readonly Case[] = [
  conditional(`${WRITE}test_put_object_if_none_match`, async ({ step }, _bucket, { put, remove }) => {
    await step("put-obj", put(IF_ABSENT));
    await step("put-obj-if-none-match", put(IF_ABSENT));
    await step("del-obj", remove());
    await step("put-obj-after-del", put(IF_ABSENT));
  }),
  conditional(`${WRITE}test_put_object_if_none_match_validation`, async ({ step }, _bucket, { put }) => {
    const { ETag } = await step("put-obj", put());
    await step("put-obj-if-none-match-bad-value", put({ IfNoneMatch: ETag as string }));
  }),
  conditional(`${WRITE}test_put_object_if_none_match_versioned_bucket`, async ({ step }, _bucket, calls) => {
    await calls.version();
    await step("put-obj", calls.put(IF_ABSENT));
    await step("put-obj-if-none-match", calls.put(IF_ABSENT));
    await step("del-obj", calls.remove());
    await step("put-obj-after-del", calls.put(IF_ABSENT));
    await step("list-object-versions", calls.list);
  }),
  conditional(`${WRITE}test_multipart_if_none_match_with_delete`, async (play, Bucket, { put, remove }) => {
    await play.step("put-obj", put(IF_ABSENT));
    const complete = await uploadOf(play, Bucket, "create-multipart");
    await play.step("complete-multipart-if-none-match", complete(IF_ABSENT));
    await play.step("del-obj", remove());
    await play.step("complete-multipart-after-del", complete(IF_ABSENT));
    const { UploadId } = await play.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const upload = { Bucket, Key, UploadId };
    const { ETag } = await play.s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: "test" }));
    await play.step("complete-multipart-after-del-restart", () =>
      play.s3.send(
        new CompleteMultipartUploadCommand({
          ...upload,
          ...IF_ABSENT,
          MultipartUpload: { Parts: [{ ETag, PartNumber: 1 }] },
        }),
      ),
    );
  }),
  conditional(`${WRITE}test_multipart_if_none_match_with_put`, async (play, Bucket, { put }) => {
    const complete = await uploadOf(play, Bucket, "create-multipart");
    await play.step("put-obj", put());
    await play.step("complete-multipart-if-none-match-put-during", complete(IF_ABSENT));
  }),
  conditional(`${WRITE}test_put_object_if_match`, async ({ step }, _bucket, { put, remove }) => {
    await step("put-obj", put({ Body: "test" }));
    await step("put-obj-if-match-wrong-etag", put({ IfMatch: '"d41d8cd98f00b204e9800998ecf8427e"' }));
    const { ETag } = await step("put-obj-overwrite", put({ IfMatch: ETAG_OF_TEST }));
    await step("del-obj", remove());
    await step("put-obj-if-match-key-not-exists", put({ IfMatch: ETag as string }));
    await step("put-obj-after-del", put());
  }),
  conditional(`${WRITE}test_put_object_if_match_validation`, async ({ step }, _bucket, { put }) => {
    const at = { Key: "test-precondition-validation" };
    await step("put-obj-if-match-star-value", put({ ...at, IfMatch: "*" }));
    await step("put-obj-if-match-bad-value", put({ ...at, IfMatch: "abcdef" }));
    await step("put-obj-if-match-bad-value-2", put({ ...at, IfMatch: "bad-char_/" }));
  }),
  conditional(`${WRITE}test_multipart_if_match_with_put`, async (play, Bucket, { put }) => {
    const { ETag } = await play.step("put-obj", put({ Body: "test" }));
    const complete = await uploadOf(play, Bucket, "create-multipart");
    const during = await play.step("put-obj-during", put({ Body: "test2" }));
    await play.step("complete-multipart-if-match-put-before", complete({ IfMatch: ETag }));
    await play.step("complete-multipart-if-match-put-during", complete({ IfMatch: during.ETag }));
    const again = await uploadOf(play, Bucket, "create-multipart-again");
    await play.step("complete-multipart-if-match-put-before-restart", again({ IfMatch: during.ETag }));
  }),
  conditional(`${WRITE}test_multipart_if_match_with_put_identical`, async (play, Bucket, { put }) => {
    const { ETag } = await play.step("put-obj", put({ Body: "test" }));
    const complete = await uploadOf(play, Bucket, "create-multipart");
    await play.step("put-obj-during", put({ Body: "test" }));
    await play.step("complete-multipart-if-match-put-during", complete({ IfMatch: ETag }));
    const again = await uploadOf(play, Bucket, "create-multipart-again");
    await play.step("complete-multipart-if-match-put-before-restart", again({ IfMatch: ETag }));
  }),
  conditional(`${WRITE}test_multipart_if_match_with_delete`, async (play, Bucket, { put, remove }) => {
    const { ETag } = await play.step("put-obj", put({ Body: "test" }));
    const complete = await uploadOf(play, Bucket, "create-multipart");
    await play.step("del-obj", remove());
    await play.step("complete-multipart-after-del", complete({ IfMatch: ETag }));
    await play.step("put-obj-2", put({ Body: "test" }));
    await play.step("complete-multipart-if-match-after-put", complete({ IfMatch: ETag }));
  }),
  conditional(`${WRITE}test_put_object_if_match_versioned_bucket`, async ({ step }, _bucket, calls) => {
    await calls.version();
    const { ETag } = await step("put-obj", calls.put({ Body: "test" }));
    await step("put-obj-if-none-match-bad-value", calls.put({ IfMatch: "abcdef" }));
    await step("del-obj", calls.remove());
    await step("put-obj-after-del-exc", calls.put({ IfMatch: ETag as string }));
    const after = await step("put-obj-after-del", calls.put({ Body: "test-after-del" }));
    await step("put-obj-if-match", calls.put({ Body: "test-if-match", IfMatch: after.ETag as string }));
    await step("list-object-versions", calls.list);
  }),
  conditional(`${WRITE}test_put_object_if_match_and_if_none_match_validation`, async ({ step }, _bucket, { put }) => {
    await step("put-obj-both-precondition", put({ IfMatch: "etag", ...IF_ABSENT }));
  }),
  conditional(`${WRITE}test_multipart_if_match_etag`, async (play, Bucket, { put }) => {
    const { ETag } = await play.step("put-obj", put({ Body: "test" }));
    const complete = await uploadOf(play, Bucket, "create-multipart");
    const first = await play.step("complete-multipart-if-match", complete({ IfMatch: ETag }));
    const over = await uploadOf(play, Bucket, "create-multipart-overwrite");
    await play.step("complete-multipart-if-match-true-etag", over({ IfMatch: ETag }));
    await play.step("complete-multipart-if-match-overwrite-multipart", over({ IfMatch: first.ETag }));
  }),
  ...(
    [
      ["test_delete_object_if_match_non_express", "delete-obj-if-match", { IfMatch: "badvalue" }],
      [
        "test_delete_object_if_match_modified_non_express",
        "delete-obj-if-match-last-modified",
        { IfMatchLastModifiedTime: new Date() },
      ],
      ["test_delete_object_if_match_size_non_express", "delete-obj-if-match-size", { IfMatchSize: 10 }],
      [
        "test_delete_object_if_match_all_non_express",
        "delete-obj-if-match-all",
        { IfMatchLastModifiedTime: new Date(), IfMatchSize: 10, IfMatch: "badvalue" },
      ],
    ] as const
  ).map(([name, stepName, condition]) =>
    conditional(`TestS3DeletePrecondition::${name}`, async ({ step }, _bucket, { put, remove }) => {
      await put({ Body: "test" })();
      await step(stepName, remove(condition));
    }),
  ),
  conditional(`${WRITE}test_copy_object_precondition_write_validation`, async ({ step }, _bucket, { put, copy }) => {
    const { ETag } = await put({ Key: "source-object", Body: "test" })();
    await step("copy-obj-none-match-etag", copy({ IfNoneMatch: ETag }));
    await step("copy-obj-if-match-star", copy({ IfMatch: "*" }));
    await step("copy-obj-both", copy({ IfMatch: ETag, ...IF_ABSENT }));
  }),
  conditional(`${WRITE}test_copy_object_if_none_match_in_place`, async ({ step }, _bucket, { put, copy }) => {
    await put({ Key: "source-object", Body: "test" })();
    await step(
      "copy-obj-if-none-match-fail",
      copy({ Key: "source-object", ...IF_ABSENT, MetadataDirective: "REPLACE" }),
    );
  }),
];
