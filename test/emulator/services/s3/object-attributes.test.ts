import { GetObjectAttributesCommand, GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeUser } from "../iam/identities.ts";
import { element, makeBucket, refusedWith, s3Of, sendSigned } from "./world.ts";

const Bucket = "attributes";
const Key = "object";

describe("GetObjectAttributes", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket);
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: "a", StorageClass: "STANDARD_IA", Tagging: "a=b" }));
  });
  afterAll(() => emulator.close());

  it("tells what was asked for, the ETag without quotes", async () => {
    const { $metadata: _sent, ...all } = await s3.send(
      new GetObjectAttributesCommand({
        Bucket,
        Key,
        ObjectAttributes: ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"],
      }),
    );
    expect(all).toEqual({
      LastModified: expect.any(Date),
      ETag: "0cc175b9c0f1b6a831c399e269772661",
      Checksum: { ChecksumCRC32: expect.any(String), ChecksumType: "FULL_OBJECT" },
      StorageClass: "STANDARD_IA",
      ObjectSize: 1,
    });
    const { ETag, ObjectSize } = await s3.send(
      new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ["ObjectSize"] }),
    );
    expect([ETag, ObjectSize]).toEqual([undefined, 1]);
  });

  it.each([
    [{}, "InvalidRequest"],
    [{ "x-amz-object-attributes": "ETag,Colour" }, "InvalidArgument"],
  ])("refuses %j", async (headers, code) => {
    const path = `/${Bucket}/${Key}`;
    const answer = await sendSigned(emulator, { path, query: { attributes: "" }, headers: headers as never });
    expect(refusedWith(answer)).toMatchObject({ code, status: 400 });
  });

  it("does not find what is not there", async () => {
    const call = s3.send(new GetObjectAttributesCommand({ Bucket, Key: "none", ObjectAttributes: ["ETag"] }));
    expect(await refusal(call)).toMatchObject({ code: "NoSuchKey", status: 404 });
  });

  it("needs the right to read the object, and one of its own, for which tags do not count", async () => {
    const iam = iamOf(emulator);
    const ask = async (name: string, ...statements: object[]): Promise<string | undefined> => {
      const user = await makeUser(iam, name, statements as never);
      const headers = { "x-amz-object-attributes": "ETag" };
      const answer = await sendSigned(
        emulator,
        { path: `/${Bucket}/${Key}`, query: { attributes: "" }, headers },
        user,
      );
      return answer.status === 200 ? "allowed" : /perform: (\S+)/.exec(element(answer.body, "Message") ?? "")?.[1];
    };
    const tagged = { Condition: { StringEquals: { "s3:ExistingObjectTag/a": "b" } } };
    expect(await ask("reader", allow("s3:GetObject"))).toBe("s3:GetObjectAttributes");
    expect(await ask("asker", allow("s3:GetObjectAttributes"))).toBe("s3:GetObject");
    expect(await ask("tagged", { ...allow("s3:Get*"), ...tagged })).toBe("s3:GetObjectAttributes");
    expect(await ask("both", allow(["s3:GetObject", "s3:GetObjectAttributes"]))).toBe("allowed");
  });
});

describe("the website redirect of an object", () => {
  it("is kept and given back, and must be a place", async () => {
    const emulator = await startTestEmulator();
    const s3 = s3Of(emulator);
    await makeBucket(s3, Bucket);
    const put = (WebsiteRedirectLocation: string): Promise<unknown> =>
      s3.send(new PutObjectCommand({ Bucket, Key, Body: "a", WebsiteRedirectLocation }));
    await put("/other");
    expect((await s3.send(new GetObjectCommand({ Bucket, Key }))).WebsiteRedirectLocation).toBe("/other");
    expect(await refusal(put("other"))).toMatchObject({ code: "InvalidRedirectLocation", status: 400 });
    expect(await refusal(put(`/${"o".repeat(2048)}`))).toMatchObject({ code: "InvalidRedirectLocation", status: 400 });
    await emulator.close();
  });
});
