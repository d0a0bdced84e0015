import {
  CopyObjectCommand,
  GetObjectTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type TaggingDirective,
} from "@aws-sdk/client-s3";
import { makeBucket } from "../world.ts";
import type { Case, Play } from "./replay.ts";

const DIRECTIVES: readonly (TaggingDirective | undefined)[] = ["COPY", "REPLACE", undefined];

/** The steps of copies with other tags and with none, of one version of the source. */
async function copyTwice(
  { s3, step }: Play,
  { Bucket, source, directive }: { Bucket: string; source: string; directive: TaggingDirective | undefined },
  ending = "",
): Promise<void> {
  const Key = "dest-object";
  const TaggingDirective = directive === undefined ? {} : { TaggingDirective: directive };
  const copy = (more: object) => () =>
    s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: source, ...TaggingDirective, ...more }));
  const tags = () => s3.send(new GetObjectTaggingCommand({ Bucket, Key }));
  await step(`copy-object${ending}`, copy({ Tagging: "key2=value2" }));
  await step(`get-copy-object-tag${ending}`, tags);
  await step(`copy-object-tag-empty${ending}`, copy({}));
  await step(`get-copy-object-tag-empty${ending}`, tags);
}

/** Which tags a copy has. */
export const copiedTagCases: readonly Case[] = DIRECTIVES.flatMap((directive) => [
  {
    file: "s3-general",
    name: `TestS3::test_s3_copy_tagging_directive[${directive ?? "None"}]`,
    async play(play) {
      const { s3, step } = play;
      const Bucket = await makeBucket(s3, `recorded-tags-${directive ?? "none"}`.toLowerCase());
      const at = { Bucket, Key: "source-object" };
      await step("put-object", () => s3.send(new PutObjectCommand({ ...at, Body: "test", Tagging: "key1=value1" })));
      await step("get-object-tag", () => s3.send(new GetObjectTaggingCommand(at)));
      await copyTwice(play, { Bucket, source: `${Bucket}/${at.Key}`, directive });
    },
  },
  {
    file: "s3-general",
    name: `TestS3::test_s3_copy_tagging_directive_versioned[${directive ?? "None"}]`,
    async play(play) {
      const { s3, step } = play;
      const Bucket = await makeBucket(s3, `recorded-version-tags-${directive ?? "none"}`.toLowerCase());
      const VersioningConfiguration = { Status: "Enabled" } as const;
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
      const at = { Bucket, Key: "source-object" };
      const put = (Body: string, Tagging: string) => () => s3.send(new PutObjectCommand({ ...at, Body, Tagging }));
      const { VersionId } = await step("put-object", put("test", "key1=value1"));
      await step("put-object-v2", put("test-v2", "key1=value1-v2"));
      await step("get-object-tag", () => s3.send(new GetObjectTaggingCommand(at)));
      const first = { ...at, VersionId: VersionId as string };
      await step("get-object-tag-v1", () => s3.send(new GetObjectTaggingCommand(first)));
      const source = `${Bucket}/${at.Key}`;
      await copyTwice(play, { Bucket, source, directive });
      await copyTwice(play, { Bucket, source: `${source}?versionId=${VersionId}`, directive }, "-v1");
    },
  },
]);
