import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeUser } from "../iam/identities.ts";
import { makeBucket, refusedWith, s3Of, sendSigned } from "./world.ts";

const ILLEGAL =
  "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.";

describe("copying an object", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await makeBucket(s3, "from");
    await makeBucket(s3, "target");
    await s3.send(
      new PutObjectCommand({
        Bucket: "from",
        Key: "a b/ü+.txt",
        Body: "hello",
        ContentType: "text/plain",
        Metadata: { colour: "red" },
        ChecksumAlgorithm: "SHA256",
      }),
    );
  });
  afterAll(() => emulator.close());

  const copy = (more: Partial<CopyObjectCommandInput> = {}) =>
    s3.send(
      new CopyObjectCommand({ Bucket: "target", Key: "copy", CopySource: encodeURI("from/a b/ü+.txt"), ...more }),
    );
  const head = (Bucket: string, Key: string) =>
    s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));

  it("keeps bytes, headers, metadata and the checksum's algorithm", async () => {
    const { CopyObjectResult, ServerSideEncryption } = await copy();
    expect(ServerSideEncryption).toBe("AES256");
    expect(CopyObjectResult).toMatchObject({
      ETag: '"5d41402abc4b2a76b9719d911017c592"',
      LastModified: expect.any(Date),
      ChecksumSHA256: "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
      ChecksumType: "FULL_OBJECT",
    });
    const told = await head("target", "copy");
    expect(told).toMatchObject({ ContentType: "text/plain", Metadata: { colour: "red" }, ContentLength: 5 });
    expect(told.ChecksumSHA256).toBe("LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=");
    const read = await s3.send(new GetObjectCommand({ Bucket: "target", Key: "copy" }));
    expect(await read.Body?.transformToString()).toBe("hello");
  });

  it("replaces headers and metadata, and the checksum's algorithm, where it is told to", async () => {
    const replaced = { Key: "replaced", MetadataDirective: "REPLACE", Metadata: { size: "xl" } } as const;
    const { CopyObjectResult } = await copy({ ...replaced, ChecksumAlgorithm: "CRC32" });
    expect(CopyObjectResult?.ChecksumCRC32).toBe("NhCmhg==");
    expect(await head("target", "replaced")).toMatchObject({
      ContentType: "binary/octet-stream",
      Metadata: { size: "xl" },
    });
    const ignored = { Key: "ignored", Metadata: { size: "xl" }, StorageClass: "STANDARD_IA" } as const;
    await copy(ignored);
    expect(await head("target", "ignored")).toMatchObject({ Metadata: { colour: "red" }, StorageClass: "STANDARD_IA" });
  });

  it("onto itself needs a change", async () => {
    await s3.send(new PutObjectCommand({ Bucket: "target", Key: "self", Body: "x" }));
    const self = { Key: "self", CopySource: "target/self" };
    expect(await refusal(copy(self))).toEqual({ code: "InvalidRequest", status: 400, message: ILLEGAL });
    await copy({ ...self, StorageClass: "STANDARD" });
    await copy({ ...self, MetadataDirective: "REPLACE", Metadata: { a: "b" } });
    expect((await head("target", "self")).Metadata).toEqual({ a: "b" });
  });

  it.each([
    [{ CopySourceIfMatch: '"5d41402abc4b2a76b9719d911017c592"' }, undefined],
    [{ CopySourceIfMatch: '"other"' }, "PreconditionFailed"],
    [{ CopySourceIfNoneMatch: '"5d41402abc4b2a76b9719d911017c592"' }, "PreconditionFailed"],
    [{ CopySourceIfModifiedSince: new Date(0) }, undefined],
    [{ CopySourceIfUnmodifiedSince: new Date(0) }, "PreconditionFailed"],
    [
      {
        CopySourceIfMatch: '"5d41402abc4b2a76b9719d911017c592"',
        CopySourceIfUnmodifiedSince: new Date(0),
      },
      undefined,
    ],
    [{ IfNoneMatch: "*" }, "PreconditionFailed"],
    [{ IfMatch: '"other"' }, "PreconditionFailed"],
  ])("under the conditions %j comes to %s", async (conditions, code) => {
    await copy();
    if (code === undefined) await copy(conditions);
    else expect(await refusal(copy(conditions))).toMatchObject({ code, status: 412 });
  });

  it("wants a source of the form bucket/key that is there", async () => {
    const raw = (source: string) =>
      sendSigned(emulator, { method: "PUT", path: "/target/copy", headers: { "x-amz-copy-source": source } });
    for (const source of ["from", "/from", "from/", "/", "%ZZ/a"]) {
      expect(refusedWith(await raw(source))).toMatchObject({ code: "InvalidArgument", status: 400 });
    }
    expect(refusedWith(await raw("from/nothing"))).toMatchObject({ code: "NoSuchKey", status: 404 });
    expect(refusedWith(await raw("nowhere/k")).code).toBe("NoSuchBucket");
    expect((await raw("/from/a%20b/%C3%BC+.txt")).status).toBe(200);
  });

  it("takes one version where the source names it, and tells which", async () => {
    const Bucket = await makeBucket(s3, "from-versions");
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    const put = (Body: string) => s3.send(new PutObjectCommand({ Bucket, Key: "k", Body }));
    const [one, two] = [await put("one"), await put("two")];
    const old = await copy({ CopySource: `${Bucket}/k?versionId=${one.VersionId}` });
    expect(old.CopySourceVersionId).toBe(one.VersionId);
    expect(old.VersionId).toBeUndefined();
    expect((await copy({ CopySource: `${Bucket}/k` })).CopySourceVersionId).toBe(two.VersionId);
    // An old version copied onto its key is how it is restored.
    const restored = await copy({ Bucket, Key: "k", CopySource: `${Bucket}/k?versionId=${one.VersionId}` });
    expect(restored.VersionId).toMatch(/^[\w-]{32}$/);
    const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    expect(await refusal(copy({ CopySource: `${Bucket}/k` }))).toMatchObject({ code: "NoSuchKey" });
    expect(await refusal(copy({ CopySource: `${Bucket}/k?versionId=${marker.VersionId}` }))).toEqual({
      code: "InvalidRequest",
      status: 400,
      message: "The source of a copy request may not specifically refer to a delete marker by version id.",
    });
  });

  it("needs permission to read there and to write here", async () => {
    const from = "arn:aws:s3:::from/*";
    const reader = await makeUser(iamOf(emulator), "copy-reader", [allow("s3:GetObject", from)]);
    const writer = await makeUser(iamOf(emulator), "copy-writer", [allow("s3:PutObject", "arn:aws:s3:::target/*")]);
    const command = () =>
      new CopyObjectCommand({ Bucket: "target", Key: "c", CopySource: encodeURI("from/a b/ü+.txt") });
    const [noWrite, noRead] = [
      refusal(s3Of(emulator, reader).send(command())),
      refusal(s3Of(emulator, writer).send(command())),
    ];
    expect((await noWrite).message).toContain('s3:PutObject on resource: "arn:aws:s3:::target/c"');
    expect((await noRead).message).toContain('s3:GetObject on resource: "arn:aws:s3:::from/a b/ü+.txt"');
    const both = await makeUser(iamOf(emulator), "copier", [
      allow("s3:GetObject", from),
      allow("s3:PutObject", "arn:aws:s3:::target/*"),
    ]);
    await s3Of(emulator, both).send(command());
    const owner = { ExpectedSourceBucketOwner: "222222222222" };
    expect(await refusal(copy(owner))).toMatchObject({ code: "AccessDenied" });
  });
});
