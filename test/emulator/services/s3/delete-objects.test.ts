import { createHash } from "node:crypto";
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeUser } from "../iam/identities.ts";
import { makeBucket, refusedWith, s3Of, sendSigned } from "./world.ts";

const Bucket = "deletes";

describe("deleting", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket);
  });
  afterAll(() => emulator.close());
  beforeEach(async () => {
    for (const Key of ["a", "b", "c"]) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  });

  const keys = async (): Promise<(string | undefined)[]> =>
    ((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key }) => Key);
  const post = (body: string, headers: Record<string, string> = {}): ReturnType<typeof sendSigned> =>
    sendSigned(emulator, { method: "POST", path: `/${Bucket}`, query: { delete: "" }, body, headers });
  const md5 = (body: string): Record<string, string> => ({
    "content-md5": createHash("md5").update(body).digest("base64"),
  });

  it("deletes a key, and one that is not there, alike", async () => {
    for (const Key of ["a", "a", "never there"]) {
      const { $metadata } = await s3.send(new DeleteObjectCommand({ Bucket, Key }));
      expect($metadata.httpStatusCode).toBe(204);
    }
    expect(await keys()).toEqual(["b", "c"]);
  });

  it("deletes with If-Match only what has the ETag", async () => {
    const wrong = s3.send(new DeleteObjectCommand({ Bucket, Key: "a", IfMatch: '"other"' }));
    expect(await refusal(wrong)).toMatchObject({ code: "PreconditionFailed", status: 412 });
    const etag = createHash("md5").update("a").digest("hex");
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "a", IfMatch: `"${etag}"` }));
    expect(await keys()).toEqual(["b", "c"]);
  });

  it.each([
    ["x-amz-if-match-size", "1"],
    ["x-amz-if-match-last-modified-time", "Wed, 01 Jan 2025 00:00:00 GMT"],
  ])("does not take %s for nothing", async (name, value) => {
    const answer = await sendSigned(emulator, { method: "DELETE", path: `/${Bucket}/a`, headers: { [name]: value } });
    expect(refusedWith(answer)).toMatchObject({ code: "NotImplemented", status: 501 });
    expect(await keys()).toContain("a");
  });

  it("deletes many keys and tells of each", async () => {
    const Objects = ["a", "c", "never there"].map((Key) => ({ Key }));
    const { Deleted, Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect([Deleted, Errors]).toEqual([Objects, undefined]);
    expect(await keys()).toEqual(["b"]);
  });

  it("is silent about what went well when it is asked to be", async () => {
    const Objects = [{ Key: "a" }, { Key: "b", VersionId: "HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD" }];
    const { Deleted, Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    expect(Deleted).toBeUndefined();
    expect(Errors).toEqual([
      {
        Code: "NoSuchVersion",
        Key: "b",
        Message: "The specified version does not exist.",
        VersionId: "HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD",
      },
    ]);
    expect(await keys()).toEqual(["b", "c"]);
  });

  it("decides for each key on its own, and keeps every decision", async () => {
    const user = await makeUser(iamOf(emulator), "deleter", [allow("s3:DeleteObject", `arn:aws:s3:::${Bucket}/a`)]);
    const Objects = [{ Key: "a" }, { Key: "b" }];
    const answer = await s3Of(emulator, user).send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(answer.Deleted).toEqual([{ Key: "a" }]);
    expect(answer.Errors).toEqual([
      {
        Code: "AccessDenied",
        Key: "b",
        Message: `User: ${user.arn} is not authorized to perform: s3:DeleteObject on resource: "arn:aws:s3:::${Bucket}/b" because no identity-based policy allows the s3:DeleteObject action`,
      },
    ]);
    const explained = emulator.explain(answer.$metadata.requestId ?? "");
    expect(explained?.decisions.map(({ decision }) => decision.effect)).toEqual(["Allow", "Deny"]);
    expect(await keys()).toEqual(["b", "c"]);
  });

  it("insists on a digest of the body, and compares it", async () => {
    const body = "<Delete><Object><Key>a</Key></Object></Delete>";
    expect(refusedWith(await post(body))).toEqual({
      code: "InvalidRequest",
      status: 400,
      message: "Missing required header for this request: Content-MD5 OR x-amz-checksum-*",
    });
    expect(refusedWith(await post(body, md5("other"))).code).toBe("BadDigest");
    expect(await keys()).toContain("a");
    expect((await post(body, md5(body))).status).toBe(200);
  });

  const objects = (count: number): string =>
    `<Delete>${Array.from({ length: count }, (_, i) => `<Object><Key>k${i}</Key></Object>`).join("")}</Delete>`;

  it("takes 1,000 keys", async () => {
    expect((await post(objects(1000), md5(objects(1000)))).status).toBe(200);
  });

  it.each([
    ["more than 1,000 keys", objects(1001)],
    ["no key", "<Delete></Delete>"],
    ["an entry without a key", "<Delete><Object/></Delete>"],
    ["another root", "<Remove><Object><Key>a</Key></Object></Remove>"],
    ["no XML", "delete a"],
    ["a document type", '<!DOCTYPE d [<!ENTITY a "a">]><Delete><Object><Key>&a;</Key></Object></Delete>'],
  ])("refuses %s", async (_what, body) => {
    expect(refusedWith(await post(body, md5(body)))).toEqual({
      code: "MalformedXML",
      status: 400,
      message: "The XML you provided was not well-formed or did not validate against our published schema",
    });
    expect(await keys()).toEqual(["a", "b", "c"]);
  });
});
