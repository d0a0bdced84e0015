import { createReadStream, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { startTestEmulator } from "../../../../support/emulator.ts";
import { temporaryDirectories } from "../../../../support/temporary-directory.ts";
import { makeBucket, type RawAnswer, s3Of } from "../world.ts";
import { errorOf, sendWithHeader } from "./by-hand.ts";

const newDirectory = temporaryDirectories();

const crc32Of = (text: string): string => {
  const digest = Buffer.alloc(4);
  digest.writeUInt32BE(crc32(text));
  return digest.toString("base64");
};
const GOOD = `x-amz-checksum-crc32:${crc32Of("body")}\r\n`;
const MALFORMED = {
  status: 400,
  Code: "MalformedTrailerError",
  Message: "The request contained trailing data that was not well-formed or did not conform to our published schema.",
};

describe("trailers", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    await makeBucket(s3Of(emulator), "trailers");
  });
  afterAll(() => emulator.close());

  /** Sends `body` as one unsigned chunk with the trailer that is given, which announces itself unless told otherwise. */
  function put(
    trailer: string,
    announced: string | null = "x-amz-checksum-crc32",
    headers: Readonly<Record<string, string>> = {},
  ): Promise<RawAnswer> {
    return sendWithHeader(emulator, {
      method: "PUT",
      path: "/trailers/k",
      payloadHash: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      body: `4\r\nbody\r\n0\r\n${trailer}\r\n`,
      headers: {
        "x-amz-decoded-content-length": "4",
        ...(announced === null ? {} : { "x-amz-trailer": announced }),
        ...headers,
      },
    });
  }

  it("give the checksum that the object is kept with", async () => {
    const answer = await put(GOOD);
    expect([answer.status, answer.headers["x-amz-checksum-crc32"]]).toEqual([200, crc32Of("body")]);
  });

  it("may be left out, and announced with a comma behind them", async () => {
    expect((await put("", null)).status).toBe(200);
    expect((await put(GOOD, "x-amz-checksum-crc32,")).status).toBe(200);
  });

  it("count the last time that they are given", async () => {
    expect((await put(`x-amz-checksum-crc32:AAAAAA==\r\n${GOOD}`)).status).toBe(200);
  });

  it.each([
    ["announced and not sent", "", undefined],
    ["of another name than announced", `x-amz-checksum-crc32c:${crc32Of("body")}\r\n`, undefined],
    ["sent with another one", `${GOOD}x-amz-meta-a:b\r\n`, undefined],
    ["sent and not announced", GOOD, null],
    ["after an empty line", `\r\n${GOOD}`, undefined],
    ["without a colon", "x-amz-checksum-crc32\r\n", undefined],
  ])("are malformed where they are %s", async (_what, trailer, announced) => {
    expect(errorOf(await put(trailer, announced))).toEqual(MALFORMED);
  });

  it("are malformed where the body is not one that can have them", async () => {
    const headers = { "x-amz-trailer": "x-amz-checksum-crc32" };
    const answer = await sendWithHeader(emulator, { method: "PUT", path: "/trailers/k", body: "body", headers });
    expect(errorOf(answer)).toEqual(MALFORMED);
  });

  it.each(["x-amz-meta-a", "content-md5", "x-amz-checksum-", "x-amz-checksum-crc33", ",x-amz-checksum-crc32", ""])(
    "named `%s` are not supported",
    async (announced) => {
      expect(errorOf(await put(GOOD, announced))).toEqual({
        status: 400,
        Code: "InvalidRequest",
        Message: "The value specified in the x-amz-trailer header is not supported",
      });
    },
  );

  it("must be right", async () => {
    expect(errorOf(await put(`x-amz-checksum-crc32:${crc32Of("other")}\r\n`))).toEqual({
      status: 400,
      Code: "BadDigest",
      Message: "The CRC32 you specified did not match the calculated checksum.",
    });
    expect(errorOf(await put("x-amz-checksum-crc32:nonsense\r\n"))).toEqual({
      status: 400,
      Code: "InvalidRequest",
      Message: "Value for x-amz-checksum-crc32 trailing header is invalid.",
    });
  });

  it("do not go together with a checksum in a header", async () => {
    expect(errorOf(await put(GOOD, undefined, { "x-amz-checksum-crc32": crc32Of("body") }))).toEqual({
      status: 400,
      Code: "InvalidRequest",
      Message: "Expecting a single x-amz-checksum- header",
    });
  });

  describe("of AWS's SDK, which sends them behind streams", () => {
    const text = "0123456789abcdef".repeat(20_000);
    const file = (): string => {
      const path = join(newDirectory(), "file");
      writeFileSync(path, text);
      return path;
    };

    it.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const)("are checked and kept: %s", async (name) => {
      const s3 = s3Of(emulator);
      const target = { Bucket: "trailers", Key: `sdk-${name}` };
      const put = await s3.send(
        new PutObjectCommand({
          ...target,
          Body: createReadStream(file()),
          ContentLength: text.length,
          ChecksumAlgorithm: name,
          ContentEncoding: "gzip",
        }),
      );
      expect(put[`Checksum${name}`]).toEqual(expect.any(String));
      const head = await s3.send(new HeadObjectCommand({ ...target, ChecksumMode: "ENABLED" }));
      expect([head[`Checksum${name}`], head.ContentLength, head.ContentEncoding]).toEqual([
        put[`Checksum${name}`],
        text.length,
        "gzip",
      ]);
      const got = await s3.send(new GetObjectCommand({ ...target, ChecksumMode: "ENABLED" }));
      expect((await got.Body?.transformToString()) === text).toBe(true);
    });
  });
});
