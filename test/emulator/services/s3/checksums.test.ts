import { createHash } from "node:crypto";
import { GetObjectCommand, HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import {
  CHECKSUMS,
  type ChecksumAlgorithm,
  checksumHeader,
} from "../../../../src/emulator/services/s3/body/checksums.ts";
import { startTestEmulator } from "../../../support/emulator.ts";
import { makeBucket, refusedWith, s3Of, sendSigned } from "./world.ts";

function digestOf(algorithm: ChecksumAlgorithm, ...parts: readonly Uint8Array[]): Buffer {
  const checksum = CHECKSUMS[algorithm].create();
  for (const part of parts) checksum.update(part);
  return checksum.digest();
}

const algorithms = Object.keys(CHECKSUMS) as ChecksumAlgorithm[];

describe("checksums", () => {
  // The check values of the CRC catalogue: what `123456789` comes to.
  it.each([
    ["CRC32", "cbf43926"],
    ["CRC32C", "e3069283"],
    ["CRC64NVME", "ae8b14860a799888"],
  ] as const)("computes the check value of %s", (algorithm, expected) => {
    expect(digestOf(algorithm, Buffer.from("123456789")).toString("hex")).toBe(expected);
  });

  it.each([
    // RFC 3720, appendix B.4.
    ["CRC32C", Buffer.alloc(32), "8a9136aa"],
    ["CRC32C", Buffer.alloc(32, 0xff), "62a8ab43"],
    ["CRC32C", Buffer.from(Array.from({ length: 32 }, (_, i) => i)), "46dd794e"],
    // NVM Express base specification, 64-bit CRC test cases, over 4 KiB.
    ["CRC64NVME", Buffer.alloc(4096), "6482d367eb22b64e"],
    ["CRC64NVME", Buffer.alloc(4096, 0xff), "c0ddba7302eca3ac"],
    ["CRC32", Buffer.alloc(0), "00000000"],
    ["CRC64NVME", Buffer.alloc(0), "0000000000000000"],
  ] as const)("computes %s of a known block", (algorithm, bytes, expected) => {
    expect(digestOf(algorithm, bytes).toString("hex")).toBe(expected);
  });

  it.each(algorithms)("computes %s alike however the bytes are cut up", (algorithm) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (parts) => {
        expect(digestOf(algorithm, ...parts)).toEqual(digestOf(algorithm, Buffer.concat(parts)));
      }),
    );
  });

  it.each(["CRC32C", "CRC64NVME"] as const)("computes %s as it does bit by bit", (algorithm) => {
    const [polynomial, width] = algorithm === "CRC32C" ? [0x82f63b78n, 32n] : [0x9a6c9329ac4bc9b5n, 64n];
    const bitwise = (bytes: Uint8Array): string => {
      const ones = (1n << width) - 1n;
      let crc = ones;
      for (const byte of bytes) {
        crc ^= BigInt(byte);
        for (let bit = 0; bit < 8; bit++) crc = (crc >> 1n) ^ (crc & 1n ? polynomial : 0n);
      }
      return (crc ^ ones).toString(16).padStart(Number(width / 4n), "0");
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(digestOf(algorithm, bytes).toString("hex")).toBe(bitwise(bytes));
      }),
    );
  });
});

describe("checksums of objects", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await makeBucket(s3, "sums");
  });
  afterAll(() => emulator.close());

  const put = (headers: Record<string, string>): ReturnType<typeof sendSigned> =>
    sendSigned(emulator, { method: "PUT", path: "/sums/key", body: "test data..", headers });
  const value = (algorithm: ChecksumAlgorithm): string =>
    digestOf(algorithm, Buffer.from("test data..")).toString("base64");

  it("agrees with the values that AWS computed for its recordings", () => {
    expect([value("CRC32"), value("SHA256")]).toEqual(["cZWHwQ==", "2l26x0trnT0r2AvakoFk2MB7eKVKzYESLMxSAKAzoik="]);
    expect(createHash("md5").update("test data..").digest("hex")).toBe("e6d9226c2a86b7232933663c13467527");
  });

  it.each(algorithms)("keeps a %s that is right, and shows it to those who ask", async (algorithm) => {
    const name = checksumHeader(algorithm);
    const answer = await put({ [name]: value(algorithm) });
    expect([answer.status, answer.headers[name]]).toEqual([200, value(algorithm)]);
    const asked = await sendSigned(emulator, {
      method: "HEAD",
      path: "/sums/key",
      headers: { "x-amz-checksum-mode": "ENABLED" },
    });
    expect([asked.headers[name], asked.headers["x-amz-checksum-type"]]).toEqual([value(algorithm), "FULL_OBJECT"]);
    const unasked = await sendSigned(emulator, { method: "HEAD", path: "/sums/key" });
    expect([unasked.headers[name], unasked.headers["x-amz-checksum-type"]]).toEqual([undefined, undefined]);
  });

  it.each(algorithms)("refuses a %s that is wrong, or is none", async (algorithm) => {
    const name = checksumHeader(algorithm);
    const wrong = digestOf(algorithm, Buffer.from("other")).toString("base64");
    expect(refusedWith(await put({ [name]: wrong }))).toEqual({
      code: "BadDigest",
      status: 400,
      message: `The ${algorithm} you specified did not match the calculated checksum.`,
    });
    for (const none of ["test", "not base64!", wrong.slice(4)]) {
      expect(refusedWith(await put({ [name]: none }))).toEqual({
        code: "InvalidRequest",
        status: 400,
        message: `Value for ${name} header is invalid.`,
      });
    }
  });

  it.each(algorithms)("finds out about %s of bodies that are hashed by other threads too", async (algorithm) => {
    const body = "0123456789abcdef".repeat(100_000);
    const send = (headers: Record<string, string>): ReturnType<typeof sendSigned> =>
      sendSigned(emulator, { method: "PUT", path: "/sums/large", body, headers });
    const name = checksumHeader(algorithm);
    const right = digestOf(algorithm, Buffer.from(body)).toString("base64");
    const wrong = digestOf(algorithm, Buffer.from(`${body}.`)).toString("base64");

    const answer = await send({ [name]: right });
    const etag = `"${createHash("md5").update(body).digest("hex")}"`;
    expect([answer.status, answer.headers[name], answer.headers.etag]).toEqual([200, right, etag]);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "sums", Key: "large" }));
    expect(await Body?.transformToString()).toBe(body);

    expect(refusedWith(await send({ [name]: wrong })).code).toBe("BadDigest");
    expect(refusedWith(await send({ "content-md5": createHash("md5").digest("base64") })).code).toBe("BadDigest");
  });

  it.each([
    [
      { "x-amz-checksum-crc32": value("CRC32"), "x-amz-checksum-sha1": value("SHA1") },
      "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    ],
    [{ "x-amz-checksum-md9": "AAAA" }, "The algorithm type you specified in x-amz-checksum- header is invalid."],
    [
      { "x-amz-sdk-checksum-algorithm": "CRC32" },
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
    ],
    [
      { "x-amz-sdk-checksum-algorithm": "SHA1", "x-amz-checksum-crc32": value("CRC32") },
      "Value for x-amz-sdk-checksum-algorithm header is invalid.",
    ],
  ])("refuses %j", async (headers, message) => {
    expect(refusedWith(await put(headers as Record<string, string>))).toEqual({
      code: "InvalidRequest",
      status: 400,
      message,
    });
  });

  it("shows a checksum with a range only where the range is everything", async () => {
    await put({ "x-amz-checksum-crc32": value("CRC32") });
    const read = async (Range: string): Promise<string | undefined> => {
      const answer = await s3.send(
        new GetObjectCommand({ Bucket: "sums", Key: "key", Range, ChecksumMode: "ENABLED" }),
      );
      await answer.Body?.transformToString();
      return answer.ChecksumCRC32;
    };
    expect([await read("bytes=0-10"), await read("bytes=-50"), await read("bytes=1-")]).toEqual([
      value("CRC32"),
      value("CRC32"),
      undefined,
    ]);
    const head = await s3.send(new HeadObjectCommand({ Bucket: "sums", Key: "key", ChecksumMode: "ENABLED" }));
    expect(head.ChecksumCRC32).toBe(value("CRC32"));
  });
});
