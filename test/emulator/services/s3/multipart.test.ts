import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { CHECKSUMS } from "../../../../src/emulator/services/s3/body/checksums.ts";
import { combineCrc } from "../../../../src/emulator/services/s3/body/combine-crc.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../support/emulator.ts";
import { makeBucket, s3Of } from "./world.ts";

const Bucket = "parts";
const MIB = 1024 ** 2;

describe("CRCs of parts", () => {
  it.each(["CRC32", "CRC32C", "CRC64NVME"] as const)("combine to the %s of the whole", (algorithm) => {
    const crc = (bytes: Uint8Array): Buffer => {
      const checksum = CHECKSUMS[algorithm].create();
      checksum.update(bytes);
      return checksum.digest();
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 5000 }), (a, b) => {
        const combined = combineCrc(algorithm, crc(a), { value: crc(b), sizeBytes: b.length });
        expect(combined).toEqual(crc(Buffer.concat([a, b])));
      }),
    );
  });
});

describe("uploads in parts", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket);
  });
  afterAll(() => emulator.close());

  const create = async (Key: string, more: object = {}): Promise<string> =>
    (await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))).UploadId ?? "";
  const put = async (Key: string, UploadId: string, [PartNumber, Body]: readonly [number, Buffer]): Promise<string> =>
    (await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }))).ETag ?? "";
  const complete = (Key: string, UploadId: string, tags: readonly string[], more: object = {}) =>
    s3.send(
      new CompleteMultipartUploadCommand({
        Bucket,
        Key,
        UploadId,
        MultipartUpload: { Parts: tags.map((ETag, i) => ({ ETag, PartNumber: i + 1 })) },
        ...more,
      }),
    );

  it("make an object of parts that can be read whole, by ranges and by parts", async () => {
    const UploadId = await create("whole", { ContentType: "text/plain", Metadata: { a: "b" } });
    expect(UploadId).toMatch(/^[\w.]{128}$/);
    const parts = [Buffer.alloc(5 * MIB, "a"), Buffer.alloc(1000, "b")] as const;
    const tags = [await put("whole", UploadId, [1, parts[0]]), await put("whole", UploadId, [2, parts[1]])];
    const listed = await s3.send(new ListPartsCommand({ Bucket, Key: "whole", UploadId }));
    expect(listed.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, 5 * MIB],
      [2, 1000],
    ]);
    const uploads = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
    expect([uploads.Uploads?.length, uploads.NextUploadIdMarker]).toEqual([1, UploadId]);
    const done = await complete("whole", UploadId, tags);
    const crc = CHECKSUMS.CRC64NVME.create();
    for (const part of parts) crc.update(part);
    expect([done.ChecksumCRC64NVME, done.ChecksumType]).toEqual([crc.digest().toString("base64"), "FULL_OBJECT"]);
    expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    expect((await complete("whole", UploadId, tags)).ETag).toBe(done.ETag);
    const read = async (more: object): Promise<[string, number | undefined]> => {
      const answer = await s3.send(new GetObjectCommand({ Bucket, Key: "whole", ...more }));
      return [(await answer.Body?.transformToString()) ?? "", answer.PartsCount];
    };
    expect(await read({})).toEqual([Buffer.concat(parts).toString(), undefined]);
    expect(await read({ Range: `bytes=${5 * MIB - 2}-${5 * MIB + 1}` })).toEqual(["aabb", undefined]);
    expect(await read({ PartNumber: 2 })).toEqual([parts[1].toString(), 2]);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "whole" }));
    expect([head.ContentType, head.Metadata, head.ContentLength]).toEqual(["text/plain", { a: "b" }, 5 * MIB + 1000]);
    const third = s3.send(new GetObjectCommand({ Bucket, Key: "whole", PartNumber: 3 }));
    expect(await refusal(third)).toMatchObject({ code: "InvalidPartNumber", status: 416 });
  });

  it("tell where the object is, percent-encoded", async () => {
    const Key = "test-unicode_—_file";
    const UploadId = await create(Key);
    const { Location } = await complete(Key, UploadId, [await put(Key, UploadId, [1, Buffer.from("x")])]);
    expect(Location).toBe(`${emulator.endpoint}/${Bucket}/test-unicode_%E2%80%94_file`);
  });

  it("keep what is being read when the object is deleted meanwhile", async () => {
    const UploadId = await create("gone");
    const tags: string[] = [];
    for (const number of [1, 2, 3]) tags.push(await put("gone", UploadId, [number, Buffer.alloc(5 * MIB, number)]));
    await complete("gone", UploadId, tags);
    const answer = await s3.send(new GetObjectCommand({ Bucket, Key: "gone" }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "gone" }));
    expect((await answer.Body?.transformToByteArray())?.length).toBe(15 * MIB);
  });

  it("refuse parts that are too small, unknown or out of order, and go on", async () => {
    const UploadId = await create("small");
    const tag = await put("small", UploadId, [1, Buffer.from("test")]);
    await put("small", UploadId, [2, Buffer.from("test")]);
    expect(await refusal(complete("small", UploadId, [tag, tag]))).toMatchObject({
      code: "EntityTooSmall",
      status: 400,
    });
    expect(await refusal(complete("small", UploadId, ['"no"']))).toMatchObject({ code: "InvalidPart" });
    const Parts = [2, 1].map((PartNumber) => ({ PartNumber, ETag: tag }));
    const unordered = complete("small", UploadId, [], { MultipartUpload: { Parts } });
    expect(await refusal(unordered)).toMatchObject({ code: "InvalidPartOrder" });
    expect((await complete("small", UploadId, [tag])).ETag).toMatch(/-1"$/);
  });

  it("are gone when they are aborted", async () => {
    const UploadId = await create("aborted");
    await put("aborted", UploadId, [1, Buffer.from("test")]);
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: "aborted", UploadId }));
    expect(await refusal(put("aborted", UploadId, [1, Buffer.from("test")]))).toMatchObject({
      code: "NoSuchUpload",
      status: 404,
    });
    expect(await refusal(complete("aborted", UploadId, ['"x"']))).toMatchObject({ code: "NoSuchUpload" });
  });

  it("make a composite checksum of the parts' own", async () => {
    const more = { ChecksumAlgorithm: "SHA256" } as const;
    const UploadId = await create("composite", more);
    const Body = Buffer.from("test");
    const part = await s3.send(
      new UploadPartCommand({ Bucket, Key: "composite", UploadId, PartNumber: 1, Body, ...more }),
    );
    expect(await refusal(complete("composite", UploadId, [part.ETag ?? ""]))).toMatchObject({
      code: "InvalidRequest",
      message: expect.stringContaining("It was missing for part 1 in the request."),
    });
    const { ETag, ChecksumSHA256 } = part;
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag, ChecksumSHA256 }] };
    const done = await complete("composite", UploadId, [], { MultipartUpload });
    const hash = CHECKSUMS.SHA256.create();
    hash.update(Buffer.from(ChecksumSHA256 ?? "", "base64"));
    expect([done.ChecksumSHA256, done.ChecksumType]).toEqual([`${hash.digest().toString("base64")}-1`, "COMPOSITE"]);
  });

  it("take parts from other objects, and ranges of them", async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: "source", Body: "0123456789" }));
    const UploadId = await create("copied");
    const copy = (CopySourceRange: string) =>
      s3.send(
        new UploadPartCopyCommand({
          Bucket,
          Key: "copied",
          UploadId,
          PartNumber: 1,
          CopySource: `${Bucket}/source`,
          CopySourceRange,
        }),
      );
    expect((await copy("bytes=0-8")).CopyPartResult?.ETag).toBe('"22975d8a5ed1b91445f6c55ac121505b"');
    expect(await refusal(copy("bytes=0-100"))).toMatchObject({ code: "InvalidArgument" });
    expect(await refusal(copy("bytes=100-200"))).toMatchObject({ code: "InvalidRequest" });
  });

  it("meet a conflict where the object changed after they began", async () => {
    const before = await s3.send(new PutObjectCommand({ Bucket, Key: "raced", Body: "test" }));
    const UploadId = await create("raced");
    const tag = await put("raced", UploadId, [1, Buffer.from("x")]);
    await s3.send(new PutObjectCommand({ Bucket, Key: "raced", Body: "test" }));
    const matching = complete("raced", UploadId, [tag], { IfMatch: before.ETag });
    expect(await refusal(matching)).toMatchObject({ code: "ConditionalRequestConflict", status: 409 });
  });
});

describe("uploads in parts by a user who may only put objects", () => {
  let emulator: Emulator;
  let user: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    const iam = new IAMClient(clientConfig(emulator));
    await makeBucket(s3Of(emulator), Bucket);
    await iam.send(new CreateUserCommand({ UserName: "writer" }));
    const Statement = [{ Effect: "Allow", Action: "s3:PutObject", Resource: `arn:aws:s3:::${Bucket}/in/*` }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.send(new PutUserPolicyCommand({ UserName: "writer", PolicyName: "put", PolicyDocument }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "writer" }));
    const { AccessKeyId: accessKeyId = "", SecretAccessKey: secretAccessKey = "" } = AccessKey ?? {};
    user = s3Of(emulator, { accessKeyId, secretAccessKey });
  });
  afterAll(() => emulator.close());

  it("can be made, but neither listed nor aborted, nor made elsewhere or with an ACL", async () => {
    const Key = "in/key";
    const { UploadId } = await user.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const named = { Bucket, Key, UploadId };
    await user.send(new UploadPartCommand({ ...named, PartNumber: 1, Body: "x" }));
    const refused: [string, Promise<unknown>][] = [
      ["s3:AbortMultipartUpload", user.send(new AbortMultipartUploadCommand(named))],
      ["s3:ListMultipartUploadParts", user.send(new ListPartsCommand(named))],
      ["s3:ListBucketMultipartUploads", user.send(new ListMultipartUploadsCommand({ Bucket }))],
      ["s3:PutObject", user.send(new CreateMultipartUploadCommand({ Bucket, Key: "out" }))],
      ["s3:PutObjectAcl", user.send(new CreateMultipartUploadCommand({ Bucket, Key, ACL: "private" }))],
    ];
    for (const [action, call] of refused) {
      expect(await refusal(call)).toMatchObject({
        code: "AccessDenied",
        message: expect.stringContaining(`perform: ${action} on`),
      });
    }
  });
});
