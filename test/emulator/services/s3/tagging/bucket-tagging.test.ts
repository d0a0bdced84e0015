import {
  CreateBucketCommand,
  DeleteBucketTaggingCommand,
  GetBucketTaggingCommand,
  PutBucketTaggingCommand,
  type S3Client,
  type Tag,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../../support/emulator.ts";
import { allow, iamOf, makeUser } from "../../iam/identities.ts";
import { element, makeBucket, refusedWith, s3Of, sendSigned } from "../world.ts";

const Bucket = "tagged";
const NO_TAGS = { code: "NoSuchTagSet", status: 404, message: "The TagSet does not exist" };
const MALFORMED = "The XML you provided was not well-formed or did not validate against our published schema";

const tagging = (...tags: readonly string[]): string =>
  `<Tagging><TagSet>${tags.map((tag) => `<Tag>${tag}</Tag>`).join("")}</TagSet></Tagging>`;

describe("tags of a bucket", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket);
  });
  afterAll(() => emulator.close());

  const put = async (TagSet: Tag[]): Promise<number | undefined> =>
    (await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))).$metadata.httpStatusCode;
  const get = async (): Promise<Tag[] | undefined> => (await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet;
  const putRaw = (body: string): ReturnType<typeof sendSigned> =>
    sendSigned(emulator, { method: "PUT", path: `/${Bucket}`, query: { tagging: "" }, body });

  it("are put, replaced whole, shown and deleted", async () => {
    expect(await refusal(get())).toEqual(NO_TAGS);
    expect(
      await put([
        { Key: "tag1", Value: "tag1" },
        { Key: "tag2", Value: "" },
      ]),
    ).toBe(204);
    expect(await get()).toEqual([
      { Key: "tag1", Value: "tag1" },
      { Key: "tag2", Value: "" },
    ]);
    await put([{ Key: "tag3", Value: "tag3" }]);
    expect(await get()).toEqual([{ Key: "tag3", Value: "tag3" }]);
    for (const _time of [1, 2]) {
      const { $metadata } = await s3.send(new DeleteBucketTaggingCommand({ Bucket }));
      expect($metadata.httpStatusCode).toBe(204);
    }
    expect(await refusal(get())).toEqual(NO_TAGS);
  });

  it("are gone when an empty set was put", async () => {
    await put([{ Key: "a", Value: "b" }]);
    await put([]);
    expect(await refusal(get())).toEqual(NO_TAGS);
  });

  it.each([
    ["<Key>K</Key><Value/>", "<Key>K</Key><Value/>", "Cannot provide multiple Tags with the same key", "K"],
    ["<Key>K,L</Key><Value/>", "", "The TagKey you have provided is invalid", "K,L"],
    ["<Key/><Value/>", "", "The TagKey you have provided is invalid", ""],
    [`<Key>${"k".repeat(129)}</Key><Value/>`, "", "The TagKey you have provided is invalid", "k".repeat(129)],
    ["<Key>K</Key><Value>v,w</Value>", "", "The TagValue you have provided is invalid", "K"],
    [`<Key>K</Key><Value>${"v".repeat(257)}</Value>`, "", "The TagValue you have provided is invalid", "K"],
    ["<Key>aws:x</Key><Value/>", "", "System tags cannot be added/updated by requester", "aws:x"],
  ])("are refused as %s%s", async (first, second, message, key) => {
    const answer = await putRaw(second === "" ? tagging(first) : tagging(first, second));
    expect(refusedWith(answer)).toEqual({ code: "InvalidTag", status: 400, message });
    expect(element(answer.body, "TagKey")).toBe(key);
  });

  it.each(["<Key>K</Key>", "<Value>V</Value>"])("are malformed as %s", async (tag) => {
    expect(refusedWith(await putRaw(tagging(tag)))).toEqual({ code: "MalformedXML", status: 400, message: MALFORMED });
  });

  it("are at most 50", async () => {
    const tags = Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: "v" }));
    expect(await put(tags.slice(1))).toBe(204);
    expect(await refusal(put(tags))).toMatchObject({ code: "BadRequest", status: 400 });
  });

  it("need their own permissions", async () => {
    const user = s3Of(emulator, await makeUser(iamOf(emulator), "bystander", [allow("s3:List*")]));
    for (const call of [
      () => user.send(new GetBucketTaggingCommand({ Bucket })),
      () => user.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [] } })),
      () => user.send(new DeleteBucketTaggingCommand({ Bucket })),
    ]) {
      expect(await refusal(call())).toMatchObject({ code: "AccessDenied", status: 403 });
    }
  });
});

describe("tags of a new bucket", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator({ region: "us-east-1" });
    s3 = s3Of(emulator);
  });
  afterAll(() => emulator.close());

  const create = (client: S3Client, Bucket: string, Tags?: Tag[]): Promise<unknown> =>
    client.send(
      new CreateBucketCommand({ Bucket, ...(Tags === undefined ? {} : { CreateBucketConfiguration: { Tags } }) }),
    );

  it("are given with it", async () => {
    await create(s3, "born-tagged", [{ Key: "team", Value: "red" }]);
    const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket: "born-tagged" }));
    expect(TagSet).toEqual([{ Key: "team", Value: "red" }]);
  });

  it("let an owner make it again only where they are left out", async () => {
    await create(s3, "again-tagged", [{ Key: "team", Value: "red" }]);
    expect(await refusal(create(s3, "again-tagged", [{ Key: "team", Value: "red" }]))).toMatchObject({
      code: "BucketAlreadyOwnedByYou",
      status: 409,
    });
    await create(s3, "again-tagged", []);
    await create(s3, "again-tagged");
    const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket: "again-tagged" }));
    expect(TagSet).toEqual([{ Key: "team", Value: "red" }]);
  });

  it.each([
    [[{ Key: "aws:x", Value: "y" }], "InvalidTag", /^User-defined tag keys can't start with "aws:"/],
    [[{ Key: "a,b", Value: "y" }], "InvalidTag", /TagKey/],
    [[{ Key: "a", Value: "y,z" }], "InvalidTag", /TagValue/],
    [
      [
        { Key: "a", Value: "y" },
        { Key: "a", Value: "z" },
      ],
      "InternalError",
      /internal error/,
    ],
  ])("are refused as %j", async (Tags, code, message) => {
    expect(await refusal(create(s3, "badly-tagged", Tags))).toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it("need s3:TagResource, and are shown to policies", async () => {
    const iam = iamOf(emulator);
    const maker = s3Of(emulator, await makeUser(iam, "maker", [allow("s3:CreateBucket")]));
    expect(await refusal(create(maker, "maker-1", [{ Key: "team", Value: "red" }]))).toMatchObject({
      code: "AccessDenied",
      message: expect.stringContaining("s3:TagResource"),
    });
    await create(maker, "maker-1");
    const red = s3Of(
      emulator,
      await makeUser(iam, "red", [
        {
          ...allow(["s3:CreateBucket", "s3:TagResource"]),
          Condition: {
            StringEquals: { "aws:RequestTag/team": "red" },
            "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] },
          },
        },
      ]),
    );
    expect(await refusal(create(red, "red-1"))).toMatchObject({ code: "AccessDenied" });
    expect(await refusal(create(red, "red-1", [{ Key: "team", Value: "blue" }]))).toMatchObject({
      code: "AccessDenied",
    });
    await create(red, "red-1", [{ Key: "team", Value: "red" }]);
  });
});
