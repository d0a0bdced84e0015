import { createHash } from "node:crypto";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { element, makeBucket, type RawAnswer, s3Of, sendSigned } from "./world.ts";

const Bucket = "bad-parts";
const Key = "k";
const BODY = "the part";
const OTHER = createHash("md5").update("another part").digest();
const CRC = { wrong: "AAAAAA==", name: "x-amz-checksum-crc32" };

describe("a part that is not what it says", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket);
  });
  afterAll(() => emulator.close());

  const create = async (): Promise<string> =>
    (await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))).UploadId ?? "";
  const send = (uploadId: string, headers: Readonly<Record<string, string>>): Promise<RawAnswer> =>
    sendSigned(emulator, {
      method: "PUT",
      path: `/${Bucket}/${Key}`,
      query: { partNumber: "1", uploadId },
      headers,
      body: BODY,
    });

  const md5Of = (text: string): string => createHash("md5").update(text).digest("base64");
  it.each([
    [
      "another MD5",
      { "content-md5": OTHER.toString("base64") },
      "BadDigest",
      "The Content-MD5 you specified did not match what we received.",
      { CalculatedDigest: md5Of(BODY), ExpectedDigest: OTHER.toString("hex") },
    ],
    [
      "what is no MD5",
      { "content-md5": "no" },
      "InvalidDigest",
      "The Content-MD5 you specified was invalid.",
      { "Content-MD5": "no" },
    ],
    [
      "another checksum",
      { [CRC.name]: CRC.wrong },
      "BadDigest",
      "The CRC32 you specified did not match the calculated checksum.",
      {},
    ],
    ["what is no checksum", { [CRC.name]: "no" }, "InvalidRequest", `Value for ${CRC.name} header is invalid.`, {}],
    [
      "another SHA-256",
      { "x-amz-content-sha256": "0".repeat(64) },
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      {
        ClientComputedContentSHA256: "0".repeat(64),
        S3ComputedContentSHA256: createHash("sha256").update(BODY).digest("hex"),
      },
    ],
  ])("is refused for %s, and what was there stays", async (_what, headers, code, message, fields) => {
    const uploadId = await create();
    expect((await send(uploadId, {})).status).toBe(200);
    const { status, body } = await send(uploadId, headers as never);
    expect([status, element(body, "Code"), element(body, "Message")]).toEqual([400, code, message]);
    for (const [name, value] of Object.entries(fields)) expect([name, element(body, name)]).toEqual([name, value]);
    const { Parts } = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId: uploadId }));
    expect(Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([[1, BODY.length]]);
  });

  it("makes no object: by a wrong ETag, a wrong checksum, a part that is missing or too small, or parts out of order", async () => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: "CRC32" }));
    const upload = { Bucket, Key, UploadId };
    const parts = await Promise.all(
      [1, 2].map((PartNumber) =>
        s3.send(new UploadPartCommand({ ...upload, PartNumber, Body: BODY, ChecksumAlgorithm: "CRC32" })),
      ),
    );
    const [one, two] = parts.map(({ ETag, ChecksumCRC32 }, i) => ({ ETag, ChecksumCRC32, PartNumber: i + 1 }));
    const complete =
      (...Parts: object[]) =>
      () =>
        s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: Parts as never } }));
    const codes = await Promise.all(
      [
        complete({ ...one, ETag: `"${OTHER.toString("hex")}"` }),
        complete({ ...one, ChecksumCRC32: CRC.wrong }),
        complete(one as object, { ...one, PartNumber: 2, ETag: '"no"' }),
        complete(one as object, two as object),
        complete(two as object, one as object),
        complete({ ETag: one?.ETag, PartNumber: 1 }),
        complete(),
      ].map(async (call) => (await refusal(call())).code),
    );
    // A part that is too small is told before one that is missing further on: they are looked at in their order.
    expect(codes).toEqual([
      "InvalidPart",
      "InvalidPart",
      "EntityTooSmall",
      "EntityTooSmall",
      "InvalidPartOrder",
      "InvalidRequest",
      "InvalidRequest",
    ]);
    expect((await complete(one as object)()).ETag).toMatch(/-1"$/);
  });
});
