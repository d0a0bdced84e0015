import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ChunkedBody,
  ChunkedDecoder,
  type ChunkFault,
  ChunkFormatError,
  ChunkSignatureError,
  ChunkSignatures,
  deriveSigningKey,
  type SigV4Credential,
} from "../../../src/wire/index.ts";

const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

function signaturesFrom(seed: string): ChunkSignatures {
  const credential: SigV4Credential = {
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    date: "20130524",
    region: "us-east-1",
    service: "s3",
    signedHeaders: [],
    signature: seed,
    timestamp: { at: new Date("2013-05-24T00:00:00Z"), basic: "20130524T000000Z", text: "20130524T000000Z" },
  };
  return new ChunkSignatures(deriveSigningKey(SECRET, credential), credential);
}

/** The text cut into pieces of a few bytes. */
async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

async function decode(
  wire: string | Buffer,
  body: ChunkedBody,
  pieceBytes = 5000,
): Promise<{ readonly bytes: Buffer; readonly trailer: string | undefined }> {
  const decoder = new ChunkedDecoder(pieces(Buffer.from(wire), pieceBytes), body);
  const decoded: Buffer[] = [];
  for await (const piece of decoder.bytes()) decoded.push(piece);
  return { bytes: Buffer.concat(decoded), trailer: decoder.trailerValue };
}

async function faultOf(wire: string, body: ChunkedBody): Promise<ChunkFault | "none"> {
  try {
    await decode(wire, body, 7);
  } catch (error) {
    if (error instanceof ChunkFormatError) return error.fault;
    throw error;
  }
  return "none";
}

const BIG = "a".repeat(65_536);
const SMALL = "a".repeat(1024);

// "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks" of the S3 API Reference.
const SEED = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
const SIGNED = [
  `10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n${BIG}\r\n`,
  `400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n${SMALL}\r\n`,
  "0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n",
].join("");

// The same with a trailing checksum.
const TRAILER_SEED = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e";
const TRAILED = [
  `10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n${BIG}\r\n`,
  `400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n${SMALL}\r\n`,
  "0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n",
  "x-amz-checksum-crc32c:sOO8/Q==\r\n",
  "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n",
].join("");

describe("bodies whose chunks are signed", () => {
  const signed = (): ChunkedBody => ({ decodedBytes: 66_560, signatures: signaturesFrom(SEED) });
  const trailed = (): ChunkedBody => ({
    decodedBytes: 66_560,
    signatures: signaturesFrom(TRAILER_SEED),
    trailerName: "x-amz-checksum-crc32c",
  });

  it.each([1, 3, 4096, 100_000])("decode as published, in pieces of %d bytes", async (pieceBytes) => {
    expect((await decode(SIGNED, signed(), pieceBytes)).bytes.toString()).toBe(BIG + SMALL);
    const { bytes, trailer } = await decode(TRAILED, trailed(), pieceBytes);
    expect(bytes.toString()).toBe(BIG + SMALL);
    expect(trailer).toBe("sOO8/Q==");
  });

  it("are refused where any byte is another", async () => {
    const positions = fc.integer({ min: 0, max: TRAILED.length - 5 });
    await fc.assert(
      fc.asyncProperty(positions, async (at) => {
        const changed = Buffer.from(TRAILED);
        changed[at] = changed[at] === 0x41 ? 0x42 : 0x41;
        await expect(decode(changed, trailed())).rejects.toThrow(/chunk/);
      }),
      { numRuns: 60 },
    );
  });

  it("are refused where chunks are missing, doubled or in another order", async () => {
    const [first = "", second = "", last = ""] = SIGNED.split(/(?=\b(?:400|0);chunk)/);
    for (const wire of [first + last, first + first + second + last, second + first + last]) {
      await expect(decode(wire, signed())).rejects.toThrow(/chunk/);
    }
  });

  it("show what should have been signed", async () => {
    const wire = SIGNED.replace("a".repeat(100), "b".repeat(100));
    const error: unknown = await decode(wire, signed()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ChunkSignatureError);
    const { stringToSign, signature } = error as ChunkSignatureError;
    expect(signature).toBe("ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648");
    const digest = createHash("sha256")
      .update(`${"b".repeat(100)}${BIG.slice(100)}`)
      .digest("hex");
    expect(stringToSign.split("\n")).toEqual([
      "AWS4-HMAC-SHA256-PAYLOAD",
      "20130524T000000Z",
      "20130524/us-east-1/s3/aws4_request",
      SEED,
      createHash("sha256").digest("hex"),
      digest,
    ]);
  });
});

describe("bodies whose chunks are not signed", () => {
  const trailerName = "x-amz-checksum-crc32";
  const trailer = "x-amz-checksum-crc32:AAAAAA==\r\n";

  it("decode to what went in, however it was cut", async () => {
    const chunks = fc.array(fc.uint8Array({ minLength: 8192, maxLength: 9000 }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        chunks,
        fc.uint8Array({ minLength: 1, maxLength: 100 }),
        fc.integer({ min: 1, max: 9000 }),
        async (big, last, size) => {
          const all = [...big, last].map((chunk) => Buffer.from(chunk));
          const wire = Buffer.concat([
            ...all.flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n")]),
            Buffer.from(`0\r\n${trailer}\r\n`),
          ]);
          const plain = Buffer.concat(all);
          const result = await decode(wire, { decodedBytes: plain.length, trailerName }, size);
          expect(result.bytes.equals(plain)).toBe(true);
          expect(result.trailer).toBe("AAAAAA==");
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([
    ["bytes after the end", `3\r\nabc\r\n0\r\n${trailer}\r\nrest`, 3],
    ["an empty body", `0\r\n${trailer}\r\n`, 0],
    ["spaces around a value", "0\r\nX-Amz-Checksum-CRC32:  AAAAAA== \r\n\r\n", 0],
    ["a trailer given twice, of which the last counts", `0\r\nx-amz-checksum-crc32:x\r\n${trailer}\r\n`, 0],
  ])("may have %s", async (_what, wire, decodedBytes) => {
    expect((await decode(wire, { decodedBytes, trailerName }, 2)).trailer).toBe("AAAAAA==");
  });

  it("need no final line where nothing follows", async () => {
    expect(await faultOf("3\r\nabc\r\n0\r\n", { decodedBytes: 3 })).toBe("none");
  });

  it.each([
    ["an end that is missing", "3\r\nabc\r\n", { type: "framing" }],
    ["a body that ends within a chunk", "3\r\nab", { type: "framing" }],
    ["no body at all", "", { type: "framing" }],
    ["a size that is none", "x\r\nabc\r\n0\r\n\r\n", { type: "framing" }],
    ["a negative size", "-3\r\nabc\r\n0\r\n\r\n", { type: "framing" }],
    ["a size of too many digits", `${"f".repeat(13)}\r\n`, { type: "framing" }],
    ["a size line without an end", "3".repeat(10_000), { type: "framing" }],
    ["a line that ends in a line feed alone", "3\nabc\r\n0\r\n\r\n", { type: "framing" }],
    ["a chunk without its CRLF", "3\r\nabc0\r\n\r\n", { type: "framing" }],
    ["a signature that was not announced", `0;chunk-signature=${"0".repeat(64)}\r\n\r\n`, { type: "framing" }],
    ["a trailer that was not announced", `3\r\nabc\r\n0\r\n${trailer}\r\n`, { type: "trailer" }],
    ["fewer bytes than announced", "2\r\nab\r\n0\r\n\r\n", { type: "length", expectedBytes: 3, actualBytes: 2 }],
    ["more bytes than announced", "4\r\nabcd\r\n0\r\n\r\n", { type: "length", expectedBytes: 3, actualBytes: 4 }],
    [
      "a small chunk before the last",
      "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n",
      { type: "small-chunk", chunk: 2, sizeBytes: 1 },
    ],
  ])("must not have %s", async (_what, wire, fault) => {
    expect(await faultOf(wire, { decodedBytes: 3 })).toEqual(fault);
  });

  it.each([
    ["is not there", "0\r\n\r\n"],
    ["stands behind an empty line", `0\r\n\r\n${trailer}\r\n`],
    ["is another", "0\r\nx-amz-checksum-sha1:x\r\n\r\n"],
    ["is not alone", `0\r\n${trailer}x-amz-meta-a:b\r\n\r\n`],
    ["has no colon", "0\r\nx-amz-checksum-crc32\r\n\r\n"],
  ])("must not have a trailer that %s", async (_what, wire) => {
    expect(await faultOf(wire, { decodedBytes: 0, trailerName })).toEqual({ type: "trailer" });
  });

  it("stop at a size beyond what was announced before its bytes are read", async () => {
    const decoder = new ChunkedDecoder(pieces(Buffer.from("ffffffff\r\n"), 64), { decodedBytes: 3 });
    await expect(decoder.bytes().next()).rejects.toMatchObject({ fault: { type: "length" } });
  });
});
