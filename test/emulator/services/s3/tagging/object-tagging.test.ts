import {
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
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
import { element, makeBucket, refusedWith, s3Of, sendSigned } from "../world.ts";

const Bucket = "tags";
const HEADER_MESSAGE =
  "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.";

describe("tags of an object", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket);
  });
  afterAll(() => emulator.close());

  const upload = (Key: string, Tagging?: string): Promise<unknown> =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body: "x", ...(Tagging === undefined ? {} : { Tagging }) }));
  const put = (Key: string, TagSet: Tag[], client = s3): Promise<unknown> =>
    client.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet } }));
  const get = async (Key: string, client = s3): Promise<Tag[] | undefined> =>
    (await client.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet;
  const count = async (Key: string): Promise<readonly (number | undefined)[]> => [
    (await s3.send(new HeadObjectCommand({ Bucket, Key }))).TagCount,
    (await s3.send(new GetObjectCommand({ Bucket, Key }))).TagCount,
  ];

  it("of a deleted key are refused as a delete marker's, to readers too", async () => {
    const versioned = { Bucket: await makeBucket(s3, "tags-of-versions"), Key: "gone" };
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await s3.send(new PutBucketVersioningCommand({ Bucket: versioned.Bucket, VersioningConfiguration }));
    await s3.send(new DeleteObjectCommand(versioned));
    for (const call of [
      () => s3.send(new GetObjectTaggingCommand(versioned)),
      () => s3.send(new PutObjectTaggingCommand({ ...versioned, Tagging: { TagSet: [] } })),
      () => s3.send(new DeleteObjectTaggingCommand(versioned)),
    ]) {
      expect(await refusal(call())).toMatchObject({ code: "MethodNotAllowed", status: 405 });
    }
  });

  it("are put, replaced whole, counted on reads, and deleted", async () => {
    await upload("crud");
    expect([await get("crud"), ...(await count("crud"))]).toEqual([[], undefined, undefined]);
    await put("crud", [
      { Key: "tag1", Value: "tag1" },
      { Key: "tag2", Value: "" },
    ]);
    expect(await get("crud")).toEqual([
      { Key: "tag1", Value: "tag1" },
      { Key: "tag2", Value: "" },
    ]);
    expect(await count("crud")).toEqual([2, 2]);
    await put("crud", [{ Key: "tag3", Value: "tag3" }]);
    expect(await get("crud")).toEqual([{ Key: "tag3", Value: "tag3" }]);
    const { $metadata } = await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key: "crud" }));
    expect([$metadata.httpStatusCode, await get("crud"), ...(await count("crud"))]).toEqual([
      204,
      [],
      undefined,
      undefined,
    ]);
  });

  it("come with the upload, and go with it", async () => {
    await upload("born", "tag1=a+b%2Fc&tag2=tag2&tag");
    expect(await get("born")).toEqual([
      { Key: "tag", Value: "" },
      { Key: "tag1", Value: "a b/c" },
      { Key: "tag2", Value: "tag2" },
    ]);
    await upload("born");
    expect(await get("born")).toEqual([]);
  });

  it("are read from a header as leniently as AWS reads it", async () => {
    await upload("lenient", "key1&&&key2");
    expect(await get("lenient")).toEqual([
      { Key: "key1", Value: "" },
      { Key: "key2", Value: "" },
    ]);
  });

  it.each(["key1=val1&key1=val2", "key1=val1,key2=val2", "key=%zz"])("are not read from %s", async (tags) => {
    const answer = await sendSigned(emulator, {
      method: "PUT",
      path: `/${Bucket}/bad`,
      headers: { "x-amz-tagging": tags },
    });
    expect(refusedWith(answer)).toEqual({ code: "InvalidArgument", status: 400, message: HEADER_MESSAGE });
    expect(element(answer.body, "ArgumentName")).toBe("x-amz-tagging");
  });

  it("are at most ten", async () => {
    await upload("many");
    const tags = Array.from({ length: 11 }, (_, i) => ({ Key: `k${i}`, Value: "v" }));
    await put("many", tags.slice(1));
    const refused = { code: "BadRequest", status: 400, message: "Object tags cannot be greater than 10" };
    expect(await refusal(put("many", tags))).toEqual(refused);
    expect(await refusal(upload("many", tags.map(({ Key }) => `${Key}=v`).join("&")))).toEqual(refused);
  });

  it.each([
    [[{ Key: "aws:x", Value: "" }], "Your TagKey cannot be prefixed with aws:"],
    [[{ Key: "K,L", Value: "" }], "The TagKey you have provided is invalid"],
    [[{ Key: "K", Value: "v,w" }], "The TagValue you have provided is invalid"],
    [
      [
        { Key: "K", Value: "" },
        { Key: "K", Value: "" },
      ],
      "Cannot provide multiple Tags with the same key",
    ],
  ])("are refused as %j", async (tags, message) => {
    await upload("refused");
    expect(await refusal(put("refused", tags))).toEqual({ code: "InvalidTag", status: 400, message });
  });

  it("are not found where there is no object, which reading them names with its bucket", async () => {
    const subresource = (method: string, body = ""): ReturnType<typeof sendSigned> =>
      sendSigned(emulator, { method, path: `/${Bucket}/none`, query: { tagging: "" }, body });
    const shown = await Promise.all([
      subresource("GET"),
      subresource("DELETE"),
      subresource("PUT", "<Tagging><TagSet/></Tagging>"),
    ]);
    expect(shown.map(({ body }) => [element(body, "Code"), element(body, "Key")])).toEqual([
      ["NoSuchKey", `${Bucket}/none`],
      ["NoSuchKey", "none"],
      ["NoSuchKey", "none"],
    ]);
  });

  it("need s3:PutObjectTagging, also with an upload", async () => {
    const user = s3Of(emulator, await makeUser(iamOf(emulator), "uploader", [allow("s3:PutObject")]));
    await user.send(new PutObjectCommand({ Bucket, Key: "plain", Body: "x" }));
    const denied = { code: "AccessDenied", message: expect.stringContaining("s3:PutObjectTagging") };
    for (const Tagging of ["a=b"]) {
      const call = user.send(new PutObjectCommand({ Bucket, Key: "plain", Body: "x", Tagging }));
      expect(await refusal(call)).toMatchObject(denied);
    }
    expect(await refusal(put("plain", [{ Key: "a", Value: "b" }], user))).toMatchObject(denied);
    expect(await refusal(get("plain", user))).toMatchObject({ code: "AccessDenied" });
    const remove = user.send(new DeleteObjectTaggingCommand({ Bucket, Key: "plain" }));
    expect(await refusal(remove)).toMatchObject({ message: expect.stringContaining("s3:DeleteObjectTagging") });
  });

  it("are shown to policies, those of the request and those of the object", async () => {
    const user = s3Of(
      emulator,
      await makeUser(iamOf(emulator), "red", [
        {
          ...allow(["s3:PutObject", "s3:PutObjectTagging"]),
          Condition: {
            StringEquals: { "s3:RequestObjectTag/team": "red" },
            "ForAllValues:StringEquals": { "s3:RequestObjectTagKeys": ["team"] },
          },
        },
        {
          ...allow(["s3:GetObject", "s3:GetObjectTagging"]),
          Condition: { StringEquals: { "s3:ExistingObjectTag/team": "red" } },
        },
      ]),
    );
    const uploadAs = (Tagging: string): Promise<unknown> =>
      user.send(new PutObjectCommand({ Bucket, Key: "red", Body: "x", Tagging }));
    expect(await refusal(uploadAs("team=blue"))).toMatchObject({ code: "AccessDenied" });
    expect(await refusal(uploadAs("team=red&more=1"))).toMatchObject({ code: "AccessDenied" });
    await uploadAs("team=red");
    await put("red", [{ Key: "team", Value: "red" }], user);
    expect(await refusal(put("red", [{ Key: "team", Value: "blue" }], user))).toMatchObject({ code: "AccessDenied" });
    expect(await get("red", user)).toEqual([{ Key: "team", Value: "red" }]);
    await put("red", [{ Key: "team", Value: "blue" }]);
    expect(await refusal(get("red", user))).toMatchObject({ code: "AccessDenied" });
    expect(await refusal(user.send(new GetObjectCommand({ Bucket, Key: "red" })))).toMatchObject({
      code: "AccessDenied",
    });
  });
});
