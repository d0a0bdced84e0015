import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { clientConfig, startTestEmulator } from "../../../../support/emulator.ts";
import { signedChunks } from "../../../../support/sigv4-by-hand.ts";
import { makeBucket, type RawAnswer, s3Of } from "../world.ts";
import { errorOf, sendWithHeader } from "./by-hand.ts";
import {
  type ChunkedUpload,
  defaultBody,
  SIGNED,
  SIGNED_TRAILER,
  sendChunked,
  UNSIGNED_TRAILER,
  unsignedChunks,
} from "./chunked-upload.ts";

const A = "a".repeat(8192);
const BODY = `${A}${"b".repeat(9000)}the end`;

describe("bodies in AWS's chunked encoding", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    await makeBucket(s3Of(emulator), "chunked");
  });
  afterAll(() => emulator.close());
  beforeEach(async () => {
    await sendWithHeader(emulator, { method: "PUT", path: "/chunked/k", body: "before" });
  });

  const send = (upload: ChunkedUpload) => sendChunked(emulator, upload);
  const get = (): Promise<RawAnswer> => sendWithHeader(emulator, { path: "/chunked/k" });

  /** Expects a refusal that left what was there. */
  async function expectRefused(upload: ChunkedUpload, error: object): Promise<void> {
    expect(errorOf(await send(upload))).toMatchObject(error);
    expect((await get()).body).toBe("before");
  }

  const FORMS = [
    ["signed chunks", SIGNED],
    ["signed chunks and a signed trailer", SIGNED_TRAILER],
    ["unsigned chunks and a trailer", UNSIGNED_TRAILER],
  ] as const;

  describe.each(FORMS)("of %s", (_what, payloadHash) => {
    it("are stored decoded, with Content-Length or in HTTP's own chunks", async () => {
      for (const transferChunked of [false, true]) {
        expect((await send({ payloadHash, transferChunked })).status).toBe(200);
        const { body, headers } = await get();
        expect([body === BODY, headers["content-length"], headers["content-encoding"]]).toEqual([
          true,
          String(BODY.length),
          undefined,
        ]);
        expect(headers.etag).toBe(`"${createHash("md5").update(BODY).digest("hex")}"`);
      }
    });

    it("may be empty, or of one chunk", async () => {
      for (const chunks of [[], ["x"]]) {
        expect((await send({ payloadHash, chunks })).status).toBe(200);
        expect((await get()).body).toBe(chunks.join(""));
      }
    });

    it.each([
      ["aws-chunked", undefined],
      ["aws-chunked, gzip", "gzip"],
      ["foo, aws-chunked, bar", "foo, bar"],
      ["gzip", "gzip"],
    ])("with Content-Encoding `%s` are stored with `%s`", async (encoding, stored) => {
      expect((await send({ payloadHash, headers: { "content-encoding": encoding } })).status).toBe(200);
      expect((await get()).headers["content-encoding"]).toBe(stored);
    });

    it.each([null, "", "many", "-1", "1.5"])("need their decoded length, and `%s` is none", async (decodedLength) => {
      for (const transferChunked of [false, true]) {
        await expectRefused(
          { payloadHash, decodedLength, transferChunked },
          {
            status: 411,
            Code: "MissingContentLength",
            Message: "You must provide the Content-Length HTTP header.",
          },
        );
      }
    });

    it("must decode to the length that was declared", async () => {
      for (const [decodedLength, provided] of [
        [BODY.length - 1, BODY.length],
        [BODY.length + 1, BODY.length],
      ]) {
        await expectRefused(
          { payloadHash, decodedLength: String(decodedLength) },
          {
            status: 400,
            Code: "IncompleteBody",
            Message: "You did not provide the number of bytes specified by the Content-Length HTTP header",
            NumberBytesExpected: String(decodedLength),
            NumberBytesProvided: String(provided),
          },
        );
      }
    });

    it("must have no small chunk but the last", async () => {
      await expectRefused(
        { payloadHash, chunks: [A, "small", A] },
        {
          status: 403,
          Code: "InvalidChunkSizeError",
          Message: "Only the last chunk is allowed to have a size less than 8192 bytes",
          Chunk: "3",
          BadChunkSize: "5",
        },
      );
    });

    it("must be whole", async () => {
      const incomplete = {
        status: 400,
        Code: "IncompleteBody",
        Message: "The request body terminated unexpectedly",
      };
      const whole = defaultBody(payloadHash);
      const cut = (at: (text: string) => number): ChunkedUpload => ({
        payloadHash,
        body: (parts) => whole(parts).slice(0, at(whole(parts))),
      });
      await expectRefused(
        cut(() => 0),
        incomplete,
      );
      await expectRefused(
        cut(() => 3),
        incomplete,
      );
      await expectRefused(
        cut((text) => text.lastIndexOf("\r\n0") + 2),
        incomplete,
      );
      await expectRefused({ payloadHash, body: (parts) => whole(parts).replace("\r\n", "\n") }, incomplete);
      await expectRefused({ payloadHash, body: (parts) => `zz${whole(parts)}` }, incomplete);
      await expectRefused({ payloadHash, body: (parts) => `-${whole(parts)}` }, incomplete);
    });

    it("may have bytes after their end, which mean nothing", async () => {
      const whole = defaultBody(payloadHash);
      expect((await send({ payloadHash, body: (parts) => `${whole(parts)}more` })).status).toBe(200);
      expect((await get()).body).toBe(BODY);
    });

    it("may hold the documents of other operations", async () => {
      const xml = "<Delete><Object><Key>k</Key></Object></Delete>";
      const headers = { "content-md5": createHash("md5").update(xml).digest("base64") };
      const deletion = { payloadHash, method: "POST", path: "/chunked", query: { delete: "" }, chunks: [xml], headers };
      const answer = await send(deletion);
      expect([answer.status, answer.body.includes("<Deleted><Key>k</Key>")]).toEqual([200, true]);
      const policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
      const put = { payloadHash, path: "/chunked", query: { policy: "" }, chunks: [policy] };
      expect(errorOf(await send({ ...put, headers: {} }))).toMatchObject({ Code: "MalformedPolicy" });
    });
  });

  describe.each([
    ["chunk", SIGNED, (body: string) => body.replace("b", "c"), "AWS4-HMAC-SHA256-PAYLOAD"],
    [
      "chunk's signature",
      SIGNED,
      (body: string) => body.replace(/(signature=)[0-9a-f]{64}/, `$1${"0".repeat(64)}`),
      "AWS4-HMAC-SHA256-PAYLOAD",
    ],
    ["last chunk", SIGNED, (body: string) => body.replace("the end", "the END"), "AWS4-HMAC-SHA256-PAYLOAD"],
    [
      "trailer's signature",
      SIGNED_TRAILER,
      (body: string) => body.replace(/(trailer-signature:)[0-9a-f]{64}/, `$1${"0".repeat(64)}`),
      "AWS4-HMAC-SHA256-TRAILER",
    ],
    [
      "trailer",
      SIGNED_TRAILER,
      (body: string) => body.replace(/(crc32:)\S+/, "$1AAAAAA=="),
      "AWS4-HMAC-SHA256-TRAILER",
    ],
  ] as const)("with a changed %s", (_what, payloadHash, change, algorithm) => {
    it("are refused, with the text that was signed and the request that it began with", async () => {
      const whole = defaultBody(payloadHash);
      const answer = await send({ payloadHash, body: (parts) => change(whole(parts)) });
      const error = errorOf(answer);
      expect(error).toMatchObject({
        status: 403,
        Code: "SignatureDoesNotMatch",
        AWSAccessKeyId: clientConfig(emulator).credentials.accessKeyId,
        CanonicalRequest: answer.seed.canonicalRequest,
        SignatureProvided: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(String(error.StringToSign).split("\n").slice(0, 3)).toEqual([
        algorithm,
        answer.seed.stringToSign.split("\n")[1],
        answer.seed.scope,
      ]);
      expect((await get()).body).toBe("before");
    });
  });

  it("that are not signed do not pass for signed ones, nor the other way round", async () => {
    const incomplete = { status: 400, Code: "IncompleteBody" };
    await expectRefused({ payloadHash: SIGNED, body: ({ chunks }) => `${unsignedChunks(chunks)}\r\n` }, incomplete);
    await expectRefused({ payloadHash: UNSIGNED_TRAILER, body: defaultBody(SIGNED_TRAILER) }, incomplete);
  });

  it("do not take chunks in another order", async () => {
    const chunks = [A, "b".repeat(8192)];
    const swapped: ChunkedUpload["body"] = ({ seed, at }) => {
      const { body } = signedChunks(chunks, seed, at);
      const [first = "", second = "", last = ""] = body.split(/(?<=[ab]{100}\r\n)/);
      return `${second}${first}${last}\r\n`;
    };
    await expectRefused({ payloadHash: SIGNED, chunks, body: swapped }, { status: 403, Code: "SignatureDoesNotMatch" });
  });

  it("need no final line end where there is no trailer, and allow blanks around the signature's signs", async () => {
    const body: ChunkedUpload["body"] = ({ seed, at, chunks }) =>
      signedChunks(chunks, seed, at).body.replaceAll(";chunk-signature=", " ; chunk-signature = ");
    expect((await send({ payloadHash: SIGNED, body })).status).toBe(200);
    expect((await get()).body).toBe(BODY);
  });
});
