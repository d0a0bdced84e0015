import { crc32 } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { ServiceError } from "../../src/lease/index.ts";
import { type UploadOptions, upload } from "../../src/upload/index.ts";
import { startTestEmulator } from "../support/emulator.ts";
import { type Fault, type FaultProxy, type ProxiedRequest, startFaultProxy } from "../support/fault-proxy.ts";
import { refusedBy } from "../support/refused-by.ts";
import { uploadFolder } from "./fake-s3.ts";
import { digest, type LeasedBucket, leasedBucket, noise } from "./leased-bucket.ts";

const MIB = 1024 ** 2;
const PART_BYTES = 5 * MIB;
const CONTENT = noise(2 * PART_BYTES + 123);
/** Two parts are enough where one thing goes wrong. */
const SHORTER = CONTENT.subarray(0, PART_BYTES + 77);
const folder = uploadFolder();
const file = folder.write("large.bin", CONTENT);
const shorterFile = folder.write("shorter.bin", SHORTER);
let emulator: Emulator;
let bucket: LeasedBucket;
let proxy: FaultProxy | undefined;

beforeAll(async () => {
  emulator = await startTestEmulator();
  bucket = await leasedBucket(emulator);
});
afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
});
afterAll(async () => {
  await emulator.close();
  folder.remove();
});

const retry = { attempts: 4, baseMilliseconds: 1, mostMilliseconds: 2 };

/** Uploads the shorter file through a proxy that spoils requests. */
async function uploadThrough(
  key: string,
  faultFor: (request: ProxiedRequest) => Fault | undefined,
  options: UploadOptions = {},
): ReturnType<typeof upload> {
  proxy = await startFaultProxy(() => emulator.endpoint, faultFor);
  return upload(shorterFile, await bucket.lease(key, proxy.endpoint), { partBytes: PART_BYTES, retry, ...options });
}

/** Spoils the first request for a part of a number. */
function onceFor(number: number, fault: Fault): (request: ProxiedRequest) => Fault | undefined {
  let isDone = false;
  return ({ target }) => {
    if (isDone || !target.includes(`partNumber=${number}&`)) return undefined;
    isDone = true;
    return fault;
  };
}

describe("an upload in parts", () => {
  it("makes the object of the file, with one checksum of the whole", async () => {
    const told: number[] = [];
    const result = await upload(file, await bucket.lease("whole"), {
      partBytes: PART_BYTES,
      contentType: "text/x-own",
      onProgress: ({ sentBytes, totalBytes }) => told.push(sentBytes / totalBytes),
    });
    const value = Buffer.from(crc32(CONTENT).toString(16).padStart(8, "0"), "hex").toString("base64");
    expect(result).toMatchObject({
      bucket: "leased-bucket",
      key: "whole",
      sizeBytes: CONTENT.length,
      checksum: { algorithm: "CRC32", type: "FULL_OBJECT", value },
    });
    expect(result.etag).toMatch(/^"[0-9a-f]{32}-3"$/);
    expect(await bucket.digestOf("whole")).toBe(digest(CONTENT));
    expect(await bucket.head("whole")).toMatchObject({
      ChecksumCRC32: value,
      ChecksumType: "FULL_OBJECT",
      ContentType: "text/x-own",
    });
    expect(told.at(-1)).toBe(1);
  });

  it("reads parts that are larger than its memory twice where the signature covers them, and sends them as they are", async () => {
    await upload(file, await bucket.lease("streamed"), { partBytes: 9 * MIB, checksum: "SHA256" });
    expect(await bucket.digestOf("streamed")).toBe(digest(CONTENT));
  });

  it.each(["CRC32", "CRC32C", "CRC64NVME"] as const)(
    "reads parts once, and sends their %s behind them",
    async (checksum) => {
      await uploadThrough(`behind ${checksum}`, () => undefined, { checksum });
      expect(await bucket.digestOf(`behind ${checksum}`)).toBe(digest(SHORTER));
      const trailers = (proxy?.requests ?? [])
        .filter(({ target }) => target.includes("partNumber="))
        .map(({ headers, status }) => [headers["x-amz-trailer"], status]);
      expect(trailers).toEqual(Array(2).fill([`x-amz-checksum-${checksum.toLowerCase()}`, 200]));
    },
  );

  it.each<[string, Fault]>([
    ["does not know them", { kind: "refuse", status: 501, code: "NotImplemented" }],
    ["asks for a length", { kind: "refuse", status: 411, code: "MissingContentLength" }],
    ["takes all of the body for bytes", { kind: "lie", replace: (text) => text.replace(/^[\w+/]{6}==$/, "AAAAAA==") }],
  ])("sends checksums before the bytes to a server that %s", async (name, fault) => {
    await uploadThrough(name, ({ headers }) => (headers["x-amz-trailer"] === undefined ? undefined : fault));
    expect(await bucket.digestOf(name)).toBe(digest(SHORTER));
    const sent = (proxy?.requests ?? []).filter(({ target }) => target.includes("partNumber="));
    // Each of both that are sent at the same time finds it out, and is sent again at once.
    expect(sent.filter(({ headers }) => headers["x-amz-trailer"] !== undefined)).toHaveLength(2);
    expect(sent).toHaveLength(4);
  });

  it("does not send a part in another form where that is not what is wrong", async () => {
    const error = await refusedBy(
      uploadThrough("forbidden", ({ target }) =>
        target.includes("partNumber=") ? { kind: "refuse", status: 403, code: "AccessDenied" } : undefined,
      ),
    );
    expect((error as ServiceError).awsCode).toBe("AccessDenied");
    const sent = (proxy?.requests ?? []).filter(({ target }) => target.includes("partNumber="));
    expect(sent.every(({ headers }) => headers["x-amz-trailer"] !== undefined)).toBe(true);
  });

  it.each<[string, Fault]>([
    ["is cut off", { kind: "cut", afterBytes: MIB }],
    ["arrives with another byte", { kind: "corrupt", atByte: 3 * MIB }],
    ["is answered 500", { kind: "refuse", status: 500, code: "InternalError" }],
    ["is answered 503", { kind: "refuse", status: 503, code: "SlowDown" }],
    ["is late", { kind: "delay", milliseconds: 30 }],
    ["is stored, and the answer is lost", { kind: "truncate" }],
    [
      "is called another one by the answer",
      { kind: "lie", replace: (text) => text.replace(/^[\w+/]{6}==$/, "AAAAAA==") },
    ],
  ])("sends a part again that %s", async (name, fault) => {
    await uploadThrough(name, onceFor(1, fault));
    expect(await bucket.digestOf(name)).toBe(digest(SHORTER));
    const sent = (proxy?.requests ?? []).filter(({ target }) => target.includes("partNumber="));
    expect(sent).toHaveLength(fault.kind === "delay" ? 2 : 3);
  });

  it("sends a completion again that arrives with another byte", async () => {
    let spoilt = 0;
    await uploadThrough("completed", ({ method, target }) => {
      const isCompletion = method === "POST" && target.includes("uploadId=");
      return isCompletion && spoilt++ === 0 ? { kind: "corrupt", atByte: 5 } : undefined;
    });
    expect(spoilt).toBe(2);
    expect(await bucket.digestOf("completed")).toBe(digest(SHORTER));
  });

  it("gives a part up in the end, shows S3's own error, and leaves nothing behind", async () => {
    const error = await refusedBy(
      uploadThrough("never", ({ target }) =>
        target.includes("partNumber=2&") ? { kind: "refuse", status: 503, code: "SlowDown" } : undefined,
      ),
    );
    expect((error as ServiceError).awsCode).toBe("SlowDown");
    expect(error.facts).toMatchObject({ operation: "UploadPart", requestId: "PROXY" });
    expect(await bucket.openUploads()).toBe(0);
    expect(await bucket.digestOf("never")).toBeUndefined();
  });

  it("finds a part that is spoiled every time", async () => {
    const error = await refusedBy(
      uploadThrough("spoiled", ({ target }) =>
        target.includes("partNumber=1&") ? { kind: "corrupt", atByte: 1_000 } : undefined,
      ),
    );
    expect((error as ServiceError).awsCode).toBe("BadDigest");
  });

  it("does not believe a completion with another checksum", async () => {
    const replace = (text: string): string => text.replace(/<ChecksumCRC32>[^<]*/, "<ChecksumCRC32>AAAAAA==");
    const error = await refusedBy(
      uploadThrough("liar", ({ method, target }) =>
        method === "POST" && target.includes("uploadId=") ? { kind: "lie", replace } : undefined,
      ),
    );
    expect(error.code).toBe("UploadUnverified");
  });

  it("finds an error inside of a 200", async () => {
    const replace = (text: string): string =>
      text.startsWith("<?xml") ? "<Error><Code>InternalError</Code><Message>We failed.</Message></Error>" : text;
    const error = await refusedBy(
      uploadThrough("inside", ({ method, target }) =>
        method === "POST" && target.includes("uploadId=") ? { kind: "lie", replace } : undefined,
      ),
    );
    expect((error as ServiceError).awsCode).toBe("InternalError");
  });

  it("asks again for a completion whose answer was lost", async () => {
    let count = 0;
    await uploadThrough("lost-answer", ({ method, target }) =>
      method === "POST" && target.includes("uploadId=") && count++ === 0 ? { kind: "truncate" } : undefined,
    );
    expect(await bucket.digestOf("lost-answer")).toBe(digest(SHORTER));
    expect(count).toBe(2);
  });

  it("asks again where the completion is answered with an empty ETag, as by Ceph, and does without quotes", async () => {
    let count = 0;
    const asCeph = (text: string): string =>
      text
        .replace(/<ETag>.*<\/ETag>/, (etag) => (count === 1 ? "<ETag></ETag>" : etag.replaceAll(/&quot;|&#34;|"/g, "")))
        .replace(/<Checksum.*<\/ChecksumType>/, "");
    const { etag } = await uploadThrough("as-ceph", ({ method, target }) => {
      if (method !== "POST" || !target.includes("uploadId=")) return undefined;
      count += 1;
      return { kind: "lie", replace: asCeph };
    });
    expect([count, etag]).toEqual([2, expect.stringMatching(/^"[0-9a-f]{32}-2"$/)]);
    expect(await bucket.digestOf("as-ceph")).toBe(digest(SHORTER));
  });

  it("is not begun twice where it is refused", async () => {
    const lease = await bucket.lease("own");
    const { credentials, ...rest } = lease;
    const error = await refusedBy(
      upload(
        file,
        { ...rest, credentials: { ...credentials, secretAccessKey: "x".repeat(40) } },
        { retry, partBytes: PART_BYTES },
      ),
    );
    expect(error).toBeInstanceOf(ServiceError);
    expect((error as ServiceError).awsCode).toBe("SignatureDoesNotMatch");
  });

  it("stops with the signal's reason, and leaves nothing behind", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const going = upload(file, await bucket.lease("stopped"), {
      partBytes: PART_BYTES,
      signal: stop.signal,
      onProgress: ({ sentBytes }) => {
        if (sentBytes > 0) stop.abort(reason);
      },
    });
    await expect(going).rejects.toBe(reason);
    expect(await bucket.openUploads()).toBe(0);
  });
});

describe("a server that knows no checksums", () => {
  const withoutChecksums = (text: string): string =>
    text.replace(/^x-amz-checksum-crc32$/i, "x-other").replace(/<ChecksumCRC32>.*?<\/ChecksumCRC32>/, "");

  it("is held to the MD5s that its ETags are", async () => {
    const { etag } = await uploadThrough("by-etag", () => ({ kind: "lie", replace: withoutChecksums }));
    expect(etag).toMatch(/-2"$/);
    expect(await bucket.digestOf("by-etag")).toBe(digest(SHORTER));
  });

  it("is not believed where they are other ones", async () => {
    const replace = (text: string): string =>
      withoutChecksums(text).replace(/^"[0-9a-f]{32}"$/, '"00000000000000000000000000000000"');
    const error = await refusedBy(uploadThrough("by-false-etag", () => ({ kind: "lie", replace })));
    expect(error.code).toBe("UploadUnverified");
  });
});
