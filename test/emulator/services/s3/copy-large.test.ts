import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { startTestEmulator } from "../../../support/emulator.ts";
import { temporaryDirectories } from "../../../support/temporary-directory.ts";
import { makeBucket, s3Of } from "./world.ts";

const Bucket = "copies";
const newDirectory = temporaryDirectories();
/** No two stretches of it are alike: memory that is used again too early shows. */
const CONTENT = Buffer.from(Uint32Array.from({ length: 1_600_001 }, (_, i) => Math.imul(i, 2_654_435_761)).buffer);

describe.each([
  ["in memory", false],
  ["on disk", true],
])("copies of what lies in files, %s", (_where, onDisk) => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator(onDisk ? { dataDirectory: newDirectory() } : {});
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket);
    await s3.send(new PutObjectCommand({ Bucket, Key: "source", Body: CONTENT }));
  });
  afterAll(() => emulator.close());

  const isWhole = async (Key: string, expected: Buffer): Promise<boolean> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return expected.equals((await Body?.transformToByteArray()) ?? Buffer.alloc(0));
  };

  it("have the same bytes, many at once", async () => {
    const keys = Array.from({ length: 6 }, (_, i) => `copy-${i}`);
    const copies = keys.map((Key) => s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/source` })));
    await Promise.all([...copies, isWhole("source", CONTENT)]);
    expect(await Promise.all(keys.map((key) => isWhole(key, CONTENT)))).toEqual(keys.map(() => true));
  });

  it("have the same bytes as the ranges that parts were copied from", async () => {
    const of = { Bucket, Key: "parts", CopySource: `${Bucket}/source` };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(of));
    const ranges = ["bytes=1-5242880", "bytes=17-6000000"];
    const parts = await Promise.all(
      ranges.map(async (CopySourceRange, i) => {
        const part = { ...of, UploadId, PartNumber: i + 1, CopySourceRange };
        const { CopyPartResult } = await s3.send(new UploadPartCopyCommand(part));
        return { PartNumber: i + 1, ETag: CopyPartResult?.ETag };
      }),
    );
    await s3.send(new CompleteMultipartUploadCommand({ ...of, UploadId, MultipartUpload: { Parts: parts } }));
    const expected = Buffer.concat([CONTENT.subarray(1, 5_242_881), CONTENT.subarray(17, 6_000_001)]);
    expect(await isWhole("parts", expected)).toBe(true);
    await s3.send(new CopyObjectCommand({ Bucket, Key: "of-parts", CopySource: `${Bucket}/parts` }));
    expect(await isWhole("of-parts", expected)).toBe(true);
  });
});
