import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
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

  it("tells a checksum of parts without their number, which the head of the object tells", async () => {
    const named = { Bucket, Key: "parts" };
    const begun = await s3.send(new CreateMultipartUploadCommand({ ...named, ChecksumAlgorithm: "SHA256" }));
    const upload = { ...named, UploadId: begun.UploadId };
    const part = await s3.send(
      new UploadPartCommand({ ...upload, PartNumber: 1, Body: "a", ChecksumAlgorithm: "SHA256" }),
    );
    const Parts = [{ PartNumber: 1, ETag: part.ETag, ChecksumSHA256: part.ChecksumSHA256 }];
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
    const head = await s3.send(new HeadObjectCommand({ ...named, ChecksumMode: "ENABLED" }));
    const { Checksum } = await s3.send(new GetObjectAttributesCommand({ ...named, ObjectAttributes: ["Checksum"] }));
    expect(head.ChecksumSHA256).toMatch(/=-1$/);
    expect(Checksum).toEqual({ ChecksumSHA256: head.ChecksumSHA256?.slice(0, -2), ChecksumType: "COMPOSITE" });
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

describe("the parts of an object", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket);
  });
  afterAll(() => emulator.close());

  const MIB = 1024 ** 2;
  const upload = async (numbers: readonly number[], more: Partial<CreateMultipartUploadCommandInput>) => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
    const Parts: CompletedPart[] = [];
    for (const [i, PartNumber] of numbers.entries()) {
      const Body = Buffer.alloc(i === numbers.length - 1 ? 1 : 5 * MIB, PartNumber);
      const ChecksumAlgorithm = more.ChecksumAlgorithm ?? "CRC32";
      const { $metadata: _sent, ...part } = await s3.send(
        new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ChecksumAlgorithm }),
      );
      const checksum = { [`Checksum${ChecksumAlgorithm}`]: part[`Checksum${ChecksumAlgorithm}` as "ChecksumSHA256"] };
      Parts.push({ PartNumber, ETag: part.ETag, ...(more.ChecksumType === "FULL_OBJECT" ? {} : checksum) });
    }
    const named =
      more.ChecksumAlgorithm === undefined ? Parts.map(({ ETag, PartNumber }) => ({ ETag, PartNumber })) : Parts;
    await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: named } }));
    return Parts.map(({ ETag: _etag, ...part }, i) => ({ ...part, Size: i === numbers.length - 1 ? 1 : 5 * MIB }));
  };
  const partsOf = async (more: { MaxParts?: number; PartNumberMarker?: string } = {}) =>
    (await s3.send(new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ["ObjectParts"], ...more })))
      .ObjectParts;

  it("are listed by number, a page at a time, with the checksums that the object's is made of", async () => {
    const parts = await upload([1, 2, 3], { ChecksumAlgorithm: "SHA256" });
    const all = { MaxParts: 1000, PartNumberMarker: "0", NextPartNumberMarker: "3", IsTruncated: false };
    expect(await partsOf()).toEqual({ ...all, Parts: parts, TotalPartsCount: 3 });
    expect(await partsOf({ MaxParts: 5000 })).toEqual({ ...all, Parts: parts, TotalPartsCount: 3 });
    expect(await partsOf({ MaxParts: 2 })).toEqual({
      MaxParts: 2,
      PartNumberMarker: "0",
      NextPartNumberMarker: "2",
      IsTruncated: true,
      Parts: parts.slice(0, 2),
      TotalPartsCount: 3,
    });
    expect(await partsOf({ MaxParts: 2, PartNumberMarker: "2" })).toEqual({
      MaxParts: 2,
      PartNumberMarker: "2",
      NextPartNumberMarker: "3",
      IsTruncated: false,
      Parts: parts.slice(2),
      TotalPartsCount: 3,
    });
    expect(await partsOf({ PartNumberMarker: "3" })).toMatchObject({ IsTruncated: false, NextPartNumberMarker: "0" });
  });

  it("are only counted where the checksum is of the whole object, whatever their numbers", async () => {
    await upload([1, 2], { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" });
    expect(await partsOf({ MaxParts: 1 })).toEqual({ TotalPartsCount: 2 });
    await upload([7, 9], {});
    expect(await partsOf()).toEqual({ TotalPartsCount: 2 });
  });

  it.each(["x-amz-max-parts", "x-amz-part-number-marker"])("are not listed for %s that is no number", async (name) => {
    const headers = { "x-amz-object-attributes": "ObjectParts", [name]: "-1" };
    const answer = await sendSigned(emulator, { path: `/${Bucket}/${Key}`, query: { attributes: "" }, headers });
    expect(refusedWith(answer)).toMatchObject({ code: "InvalidArgument", status: 400 });
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
