import { CopyObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { makeBucket } from "../world.ts";
import { type Case, type Play, withoutBody } from "./replay.ts";

type At = { readonly Bucket: string; readonly Key: string };

let buckets = 0;
const presigned = (name: string, play: (play: Play, at: At) => Promise<void>): Case => ({
  file: "s3-checksum-presign",
  name: `TestS3PresignedUrl::${name}`,
  play: async (played) =>
    play(played, { Bucket: await makeBucket(played.s3, `recorded-presigned-${++buckets}`), Key: "my-key" }),
});

/** Uploads by a presigned URL, as a client that makes no checksum does; metadata stands in the URL. */
async function upload({ sendPresigned }: Play, at: At, body: string, metadata?: string): Promise<void> {
  const query = metadata === undefined ? {} : { "x-amz-meta-foo": metadata };
  const answer = await sendPresigned({ method: "PUT", path: `/${at.Bucket}/${at.Key}`, query, body });
  if (answer.status !== 200) throw new Error(answer.body);
}

/** Uploads by presigned URLs that S3 takes; what it refuses is compared in authentication/recordings.test.ts. */
export const presignedCases: readonly Case[] = [
  presigned("test_put_object", async (play, at) => {
    await upload(play, at, "something");
    await play.step("get_object", () => withoutBody(() => play.s3.send(new GetObjectCommand(at))));
  }),
  presigned("test_s3_copy_md5", async ({ s3, step }, at) => {
    await s3.send(new PutObjectCommand({ ...at, Body: "something" }));
    const copy = new CopyObjectCommand({ ...at, Key: "copied", CopySource: `${at.Bucket}/${at.Key}` });
    await step("copy-obj", () => s3.send(copy));
  }),
  presigned("test_presigned_url_v4_x_amz_in_qs", async (play, at) => {
    await upload(play, at, "123456", "bar-complicated-no-random");
    await play.step("head-object", () => play.s3.send(new HeadObjectCommand({ ...at, ChecksumMode: "ENABLED" })));
  }),
  presigned("test_put_unicode_metadata_with_sig_s3", async (play, at) => {
    await upload(play, at, "", "non-ascii-%E2%80%94_\u2014_é_");
    await play.step("head_object", () => play.s3.send(new HeadObjectCommand(at)));
  }),
];
