import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
  type Tag,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../../support/emulator.ts";
import { allow, iamOf, makeUser } from "../../iam/identities.ts";
import { makeBucket, s3Of } from "../world.ts";

const Bucket = "copied-tags";
const SOURCE: Tag[] = [{ Key: "a", Value: "b" }];

describe("the tags of a copy", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket);
    await s3.send(
      new PutObjectCommand({ Bucket, Key: "source", Body: "x", Tagging: "a=b", WebsiteRedirectLocation: "/there" }),
    );
    await s3.send(new PutObjectCommand({ Bucket, Key: "untagged", Body: "x" }));
  });
  afterAll(() => emulator.close());

  const copy = (Key: string, input: Partial<CopyObjectCommandInput> = {}, client = s3): Promise<unknown> =>
    client.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/source`, ...input }));
  const get = async (Key: string, VersionId?: string): Promise<Tag[] | undefined> =>
    (await s3.send(new GetObjectTaggingCommand({ Bucket, Key, ...(VersionId === undefined ? {} : { VersionId }) })))
      .TagSet;

  it("are the source's unless they are to be replaced, whatever else the request says", async () => {
    await copy("same");
    await copy("named", { TaggingDirective: "COPY", Tagging: "c=d", MetadataDirective: "REPLACE" });
    expect([await get("same"), await get("named")]).toEqual([SOURCE, SOURCE]);
    await copy("replaced", { TaggingDirective: "REPLACE", Tagging: "c=d" });
    expect(await get("replaced")).toEqual([{ Key: "c", Value: "d" }]);
    await copy("removed", { TaggingDirective: "REPLACE" });
    expect(await get("removed")).toEqual([]);
  });

  it("need the rights to read and to put them, where there are any", async () => {
    const iam = iamOf(emulator);
    const client = async (name: string, ...actions: string[]): Promise<S3Client> =>
      s3Of(emulator, await makeUser(iam, name, [allow(["s3:GetObject", "s3:PutObject", ...actions])]));
    const bare = await client("bare");
    await copy("u", { CopySource: `${Bucket}/untagged` }, bare);
    await copy("u", { TaggingDirective: "REPLACE" }, bare);
    const denied = (action: string): object => ({
      code: "AccessDenied",
      message: expect.stringContaining(`${action} on`),
    });
    expect(await refusal(copy("u", {}, bare))).toMatchObject(denied("s3:GetObjectTagging"));
    expect(await refusal(copy("u", {}, await client("reads", "s3:GetObjectTagging")))).toMatchObject(
      denied("s3:PutObjectTagging"),
    );
    expect(await refusal(copy("u", { TaggingDirective: "REPLACE", Tagging: "c=d" }, bare))).toMatchObject(
      denied("s3:PutObjectTagging"),
    );
    await copy("u", {}, await client("both", "s3:GetObjectTagging", "s3:PutObjectTagging"));
  });

  it("come without the source's website redirect", async () => {
    await copy("redirect");
    await copy("redirect-2", { WebsiteRedirectLocation: "/here" });
    const shown = async (Key: string): Promise<unknown> =>
      (await s3.send(new GetObjectCommand({ Bucket, Key }))).WebsiteRedirectLocation;
    expect([await shown("redirect"), await shown("redirect-2")]).toEqual([undefined, "/here"]);
  });

  it("of versions are each version's own", async () => {
    await makeBucket(s3, "versions-of-tags");
    const at = { Bucket: "versions-of-tags", Key: "k" };
    await s3.send(
      new PutBucketVersioningCommand({ Bucket: at.Bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
    const first = await s3.send(new PutObjectCommand({ ...at, Body: "1", Tagging: "v=1" }));
    const second = await s3.send(new PutObjectCommand({ ...at, Body: "2" }));
    const put = (VersionId: string | undefined, TagSet: Tag[]) =>
      s3.send(
        new PutObjectTaggingCommand({ ...at, ...(VersionId === undefined ? {} : { VersionId }), Tagging: { TagSet } }),
      );
    expect((await put(undefined, [{ Key: "v", Value: "2" }])).VersionId).toBe(second.VersionId);
    await put(first.VersionId, [{ Key: "v", Value: "one" }]);
    const shown = async (VersionId: string | undefined) => {
      const { TagSet, VersionId: told } = await s3.send(
        new GetObjectTaggingCommand({ ...at, ...(VersionId === undefined ? {} : { VersionId }) }),
      );
      return [TagSet, told];
    };
    expect(await shown(undefined)).toEqual([[{ Key: "v", Value: "2" }], second.VersionId]);
    expect(await shown(first.VersionId)).toEqual([[{ Key: "v", Value: "one" }], first.VersionId]);
  });
});
