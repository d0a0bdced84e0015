import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { startTestEmulator } from "../../../../support/emulator.ts";
import { sha256 } from "../../../../support/sigv4-by-hand.ts";
import { makeBucket, type RawAnswer, s3Of } from "../world.ts";
import { type Attempt, errorOf, sendPresigned, sendWithHeader } from "./by-hand.ts";

const crc32Of = (body: string): string => {
  const digest = Buffer.alloc(4);
  digest.writeUInt32BE(crc32(body));
  return digest.toString("base64");
};

describe("what a presigned upload carries in its URL", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    await makeBucket(s3Of(emulator), "carried", { ownership: "ObjectWriter", open: true });
  });
  afterAll(() => emulator.close());

  const put = (attempt: Partial<Attempt> = {}): Promise<RawAnswer> =>
    sendPresigned(emulator, { method: "PUT", path: "/carried/k", body: "body", ...attempt });
  const head = (): Promise<RawAnswer> => sendWithHeader(emulator, { method: "HEAD", path: "/carried/k" });

  it("counts as the headers of that name: metadata and storage class", async () => {
    const query = { "x-amz-meta-colour": "blue", "X-Amz-Meta-Other": "a b", "x-amz-storage-class": "STANDARD_IA" };
    expect((await put({ query })).status).toBe(200);
    expect((await head()).headers).toMatchObject({
      "x-amz-meta-colour": "blue",
      "x-amz-meta-other": "a b",
      "x-amz-storage-class": "STANDARD_IA",
    });
  });

  it("counts as the ACL that is wanted", async () => {
    expect((await put({ query: { "x-amz-acl": "public-read" } })).status).toBe(200);
    const acl = await sendWithHeader(emulator, { path: "/carried/k", query: { acl: "" } });
    expect(acl.body).toContain("http://acs.amazonaws.com/groups/global/AllUsers");
    expect(errorOf(await put({ query: { "x-amz-acl": "nonsense" } }))).toMatchObject({ status: 400 });
  });

  it("counts as the checksum that the body must have", async () => {
    const parameters = (body: string) => ({
      "x-amz-checksum-crc32": crc32Of(body),
      "x-amz-sdk-checksum-algorithm": "CRC32",
    });
    expect((await put({ query: parameters("body") })).status).toBe(200);
    expect(errorOf(await put({ query: parameters("other") }))).toEqual({
      status: 400,
      Code: "BadDigest",
      Message: "The CRC32 you specified did not match the calculated checksum.",
    });
  });

  it("binds the body where it has its hash", async () => {
    const bound = (body: string): Partial<Attempt> => ({
      query: { "X-Amz-Content-Sha256": sha256(body) },
      payloadHash: sha256(body),
    });
    expect((await put(bound("body"))).status).toBe(200);
    expect(errorOf(await put(bound("other")))).toEqual({
      status: 400,
      Code: "XAmzContentSHA256Mismatch",
      Message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
      ClientComputedContentSHA256: sha256("other"),
      S3ComputedContentSHA256: sha256("body"),
    });
  });

  it("is not refused for parameters of other kinds", async () => {
    expect((await put({ query: { "x-id": "PutObject", colour: "blue" } })).status).toBe(200);
  });

  it("cannot be said in a header as well", async () => {
    const query = { "x-amz-meta-colour": "blue" };
    const headers = { "x-amz-meta-colour": "blue" };
    expect(errorOf(await put({ query, headers }))).toMatchObject({ status: 403, Code: "SignatureDoesNotMatch" });
  });

  it("cannot be added to by a header that was not signed", async () => {
    const query = { "x-amz-meta-colour": "blue" };
    expect(errorOf(await put({ query, after: { "x-amz-meta-b": "c", "x-amz-acl": "public-read" } }))).toEqual({
      status: 403,
      Code: "AccessDenied",
      Message: "There were headers present in the request which were not signed",
      HeadersNotSigned: "x-amz-acl, x-amz-meta-b",
    });
    expect(errorOf(await put({ after: { "x-amz-expires": "1" } }))).toMatchObject({
      HeadersNotSigned: "x-amz-expires",
    });
  });

  it.each([
    ["a line break", "x-amz-meta-a", "b\r\nc: d"],
    ["a NUL", "x-amz-meta-a", "\0"],
    ["a name with a line break", "x-amz-meta-a\r\nb", "c"],
    ["a name with a space", "x-amz-meta-a b", "c"],
  ])("cannot be what no header can be: %s", async (_what, name, value) => {
    expect(errorOf(await put({ query: { [name]: value } }))).toMatchObject({ status: 400, Code: "InvalidArgument" });
  });

  it("may be beyond ASCII, and comes back as RFC 2047 has it", async () => {
    expect((await put({ query: { "x-amz-meta-foo": "non-ascii-_\u2014_\u00e9_" } })).status).toBe(200);
    expect((await head()).headers["x-amz-meta-foo"]).toBe("=?UTF-8?Q?non-ascii-=5F=E2=80=94=5F=C3=A9=5F?=");
  });

  describe("beside headers that are signed", () => {
    it("needs them sent as they were signed", async () => {
      const headers = { "content-type": "text/plain", "x-amz-meta-colour": "blue" };
      expect((await put({ headers })).status).toBe(200);
      for (const after of [
        { "content-type": "text/html" },
        { "content-type": undefined },
        { "x-amz-meta-colour": undefined },
        { "x-amz-meta-colour": "red" },
      ]) {
        expect(errorOf(await put({ headers, after }))).toMatchObject({ status: 403, Code: "SignatureDoesNotMatch" });
      }
    });

    it("leaves the content type to the sender where it was not signed", async () => {
      expect((await put({ after: { "content-type": "text/css" } })).status).toBe(200);
      expect((await head()).headers["content-type"]).toBe("text/css");
    });
  });

  describe("beside digests that its sender adds", () => {
    it("takes a hash of the payload that is right, though it was not signed", async () => {
      for (const hash of [sha256("body"), sha256("body").toUpperCase(), "UNSIGNED-PAYLOAD"]) {
        expect((await put({ after: { "x-amz-content-sha256": hash } })).status).toBe(200);
      }
    });

    it.each(["invalid", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"])(
      "compares `%s` with the payload's hash as it stands",
      async (hash) => {
        expect(errorOf(await put({ after: { "x-amz-content-sha256": hash } }))).toMatchObject({
          status: 400,
          Code: "XAmzContentSHA256Mismatch",
          ClientComputedContentSHA256: hash,
          S3ComputedContentSHA256: sha256("body"),
        });
      },
    );

    it("ignores a wrong hash where nothing is sent", async () => {
      const answer = await sendPresigned(emulator, {
        path: "/carried/k",
        after: { "x-amz-content-sha256": "invalid" },
      });
      expect(answer.status).toBe(200);
    });

    it("checks Content-MD5", async () => {
      const md5 = (body: string): string => createHash("md5").update(body).digest("base64");
      expect((await put({ after: { "content-md5": md5("body") } })).status).toBe(200);
      expect(errorOf(await put({ after: { "content-md5": md5("other") } }))).toMatchObject({ Code: "BadDigest" });
      expect(errorOf(await put({ after: { "content-md5": "nonsense" } }))).toMatchObject({ Code: "InvalidDigest" });
    });

    it("does not take an MD5 that is none before a wrong hash is told", async () => {
      const after = { "content-md5": "nonsense", "x-amz-content-sha256": sha256("other") };
      expect(errorOf(await put({ after }))).toMatchObject({ Code: "InvalidDigest" });
      const mismatching = { "content-md5": createHash("md5").update("other").digest("base64") };
      expect(errorOf(await put({ after: { ...after, ...mismatching } }))).toMatchObject({
        Code: "XAmzContentSHA256Mismatch",
      });
    });
  });
});
