import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { element, makeBucket, type RawAnswer, refusedWith, s3Of, sendAnonymous, sendSigned } from "./world.ts";

const Bucket = "gets";

describe("GetObject", () => {
  let emulator: Emulator;
  let s3: S3Client;
  let etag: string;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket, { ownership: "ObjectWriter", open: true });
    const put = await s3.send(new PutObjectCommand({ Bucket, Key: "ten", Body: "0123456789", ACL: "public-read" }));
    etag = put.ETag ?? "";
    await sendSigned(emulator, { method: "PUT", path: `/${Bucket}/empty` });
  });
  afterAll(() => emulator.close());

  const get = (
    headers: Record<string, string> = {},
    { key = "ten", method = "GET", query = {} }: { key?: string; method?: string; query?: Record<string, string> } = {},
  ): Promise<RawAnswer> => sendSigned(emulator, { method, path: `/${Bucket}/${key}`, headers, query });

  it.each([
    ["bytes=0-8", 206, "012345678", "bytes 0-8/10"],
    ["bytes=1-", 206, "123456789", "bytes 1-9/10"],
    ["bytes=-2", 206, "89", "bytes 8-9/10"],
    ["bytes=-15", 206, "0123456789", "bytes 0-9/10"],
    ["bytes=0-100", 206, "0123456789", "bytes 0-9/10"],
    ["bytes=9-9", 206, "9", "bytes 9-9/10"],
    ["bytes=1-0", 200, "0123456789", undefined],
    ["bytes=-1-", 200, "0123456789", undefined],
    ["bytes=0--1", 200, "0123456789", undefined],
    ["bytes=-", 200, "0123456789", undefined],
    ["bytes=0-1,3-4", 200, "0123456789", undefined],
    ["0-1", 200, "0123456789", undefined],
    ["items=0-1", 200, "0123456789", undefined],
  ])("answers the range %s with %i", async (range, status, body, contentRange) => {
    const answer = await get({ range });
    expect([answer.status, answer.body, answer.headers["content-range"]]).toEqual([status, body, contentRange]);
    expect(answer.headers["content-length"]).toBe(String(body.length));
    const head = await get({ range }, { method: "HEAD" });
    expect([head.status, head.body, head.headers["content-range"]]).toEqual([status, "", contentRange]);
    expect(head.headers["content-length"]).toBe(String(body.length));
  });

  it.each([
    ["ten", "bytes=-0", "10"],
    ["ten", "bytes=100-200", "10"],
    ["ten", "bytes=10-", "10"],
    ["empty", "bytes=0-", "0"],
    ["empty", "bytes=-1", "0"],
  ])("refuses of %s the range %s", async (key, range, size) => {
    const answer = await get({ range }, { key });
    expect(refusedWith(answer)).toEqual({
      code: "InvalidRange",
      status: 416,
      message: "The requested range is not satisfiable",
    });
    expect([element(answer.body, "RangeRequested"), element(answer.body, "ActualObjectSize")]).toEqual([range, size]);
  });

  it("sends an empty object", async () => {
    const answer = await get({}, { key: "empty" });
    expect([answer.status, answer.body, answer.headers["content-length"]]).toEqual([200, "", "0"]);
  });

  it("streams what does not fit into one buffer", async () => {
    const Body = Buffer.alloc(3_000_000, "0123456789abcdef");
    await s3.send(new PutObjectCommand({ Bucket, Key: "large", Body }));
    const answer = await s3.send(new GetObjectCommand({ Bucket, Key: "large" }));
    expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? []).equals(Body)).toBe(true);
  });

  describe("conditions", () => {
    const past = new Date(Date.now() - 3_600_000).toUTCString();
    const future = new Date(Date.now() + 3_600_000).toUTCString();

    it.each([
      ["an ETag that matches", () => ({ "if-match": etag }), 200],
      ["an ETag without quotes", () => ({ "if-match": etag.replaceAll('"', "") }), 200],
      ["one of several ETags", () => ({ "if-match": `"other", ${etag}` }), 200],
      ["any ETag", () => ({ "if-match": "*" }), 200],
      [
        "an ETag that matches, though it was modified since",
        () => ({ "if-match": etag, "if-unmodified-since": past }),
        200,
      ],
      ["not modified since the future", () => ({ "if-unmodified-since": future }), 200],
      ["modified since the past", () => ({ "if-modified-since": past }), 200],
      ["modified since the future, which counts as no date", () => ({ "if-modified-since": future }), 200],
      ["another ETag", () => ({ "if-none-match": '"other"' }), 200],
      [
        "another ETag, though it was not modified",
        () => ({ "if-none-match": '"other"', "if-modified-since": future }),
        200,
      ],
      ["no date at all", () => ({ "if-modified-since": "yesterday" }), 200],
      ["the same ETag", () => ({ "if-none-match": etag }), 304],
      ["the same ETag without quotes", () => ({ "if-none-match": etag.replaceAll('"', "") }), 304],
      ["the same ETag, though it was modified", () => ({ "if-none-match": etag, "if-modified-since": past }), 304],
      ["an ETag that does not match", () => ({ "if-match": '"other"' }), 412],
      ["modified since", () => ({ "if-unmodified-since": past }), 412],
    ] as const)("answers %s", async (_what, headers, status) => {
      const answer = await get(headers() as Record<string, string>);
      expect(answer.status).toBe(status);
      expect((await get(headers() as Record<string, string>, { method: "HEAD" })).status).toBe(status);
      if (status === 304)
        expect([answer.body, answer.headers["content-type"], answer.headers.etag]).toEqual(["", undefined, etag]);
      if (status === 412) {
        const [condition] = Object.keys(headers());
        expect(element(answer.body, "Condition")?.toLowerCase()).toBe(condition);
      }
    });

    it("answers a date that is the object's own as not modified", async () => {
      const { headers } = await get();
      const same = { "if-modified-since": String(headers["last-modified"]) };
      expect((await get(same)).status).toBe(304);
      expect((await get({ "if-unmodified-since": String(headers["last-modified"]) })).status).toBe(200);
    });
  });

  it("replaces headers of the answer for those who signed", async () => {
    const query = { "response-content-type": "text/html", "response-content-disposition": 'attachment; filename="é"' };
    const answer = await get({}, { query });
    expect(answer.headers["content-type"]).toBe("text/html");
    expect(answer.headers["content-disposition"]).toBe('attachment; filename="é"');
    const anonymous = await sendAnonymous(emulator, { path: `/${Bucket}/ten`, query });
    expect(refusedWith(anonymous)).toEqual({
      code: "InvalidRequest",
      status: 400,
      message: "Request specific response headers cannot be used for anonymous GET requests.",
    });
    expect((await sendAnonymous(emulator, { path: `/${Bucket}/ten` })).body).toBe("0123456789");
  });

  it("knows one version, null, in a bucket without versions", async () => {
    expect((await get({}, { query: { versionId: "null" } })).body).toBe("0123456789");
    const answer = await get({}, { query: { versionId: "HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD" } });
    expect(refusedWith(answer)).toEqual({
      code: "InvalidArgument",
      status: 400,
      message: "Invalid version id specified",
    });
    expect(element(answer.body, "ArgumentName")).toBe("versionId");
  });

  it("takes an object that was put whole for its own first part", async () => {
    const first = await get({}, { query: { partNumber: "1" } });
    expect([first.status, first.headers["content-range"], first.headers["x-amz-mp-parts-count"]]).toEqual([
      206,
      "bytes 0-9/10",
      undefined,
    ]);
    const second = await get({}, { query: { partNumber: "2" } });
    expect(refusedWith(second)).toMatchObject({ code: "InvalidPartNumber", status: 416 });
    const both = await get({ range: "bytes=0-1" }, { query: { partNumber: "1" } });
    expect(refusedWith(both).message).toBe("Cannot specify both Range header and partNumber query parameter");
  });

  it("says which key is missing", async () => {
    const call = s3.send(new GetObjectCommand({ Bucket, Key: "not there" }));
    expect(await refusal(call)).toEqual({
      code: "NoSuchKey",
      status: 404,
      message: "The specified key does not exist.",
    });
    const answer = await get({ range: "bytes=0-1" }, { key: "missing" });
    expect(element(answer.body, "Key")).toBe("missing");
    const head = await get({}, { key: "missing", method: "HEAD" });
    expect([head.status, head.body]).toEqual([404, ""]);
  });
});
