import { createHash } from "node:crypto";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { element, makeBucket, refusedWith, s3Of, sendSigned } from "./world.ts";

const Bucket = "puts";
const md5 = (text: string, encoding: "hex" | "base64"): string => createHash("md5").update(text).digest(encoding);

describe("PutObject", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket);
  });
  afterAll(() => emulator.close());

  const put = (key: string, body: string, headers: Record<string, string> = {}): ReturnType<typeof sendSigned> =>
    sendSigned(emulator, { method: "PUT", path: `/${Bucket}/${key}`, body, headers });
  const isThere = async (key: string): Promise<boolean> =>
    (await sendSigned(emulator, { method: "HEAD", path: `/${Bucket}/${key}` })).status === 200;

  it("answers with the ETag, the encryption and the checksum that it computed", async () => {
    const { headers, body } = await put("plain", "hello");
    expect(body).toBe("");
    expect(headers).toMatchObject({
      etag: `"${md5("hello", "hex")}"`,
      "x-amz-server-side-encryption": "AES256",
      "x-amz-checksum-crc64nvme": "M3eFcAZSQlc=",
      "x-amz-checksum-type": "FULL_OBJECT",
      server: "AmazonS3",
    });
    expect(headers["x-amz-request-id"]).toMatch(/^[0-9A-Z]{16}$/);
    expect(headers["x-amz-id-2"]).toMatch(/^[A-Za-z0-9+/=]{40,}$/);
  });

  it("gives back what it was given with the object", async () => {
    const Expires = new Date("2030-01-02T03:04:05Z");
    await s3.send(
      new PutObjectCommand({
        Bucket,
        Key: "full",
        Body: "body",
        ContentType: "text/plain; charset=utf-8",
        CacheControl: "max-age=74",
        ContentDisposition: 'attachment; filename="f.txt"',
        ContentEncoding: "identity",
        ContentLanguage: "de-DE",
        Expires,
        StorageClass: "STANDARD_IA",
        Metadata: { one: "1", "two-b": "zwei", umlaut: "é b" },
      }),
    );
    const { ExpiresString, ...head } = await s3.send(new HeadObjectCommand({ Bucket, Key: "full" }));
    expect(head).toMatchObject({
      ContentType: "text/plain; charset=utf-8",
      CacheControl: "max-age=74",
      ContentDisposition: 'attachment; filename="f.txt"',
      ContentEncoding: "identity",
      ContentLanguage: "de-DE",
      StorageClass: "STANDARD_IA",
      ContentLength: 4,
      AcceptRanges: "bytes",
      ServerSideEncryption: "AES256",
      Metadata: { one: "1", "two-b": "zwei", umlaut: "=?UTF-8?Q?=C3=A9_b?=" },
    });
    expect(ExpiresString).toBe(Expires.toUTCString());
  });

  it.each([
    ["absent", {}],
    ["empty", { "content-type": "" }],
  ])("takes an %s content type for binary", async (_how, headers) => {
    await put("untyped", "x", headers as Record<string, string>);
    const { ContentType, StorageClass } = await s3.send(new HeadObjectCommand({ Bucket, Key: "untyped" }));
    expect([ContentType, StorageClass]).toEqual(["binary/octet-stream", undefined]);
  });

  it("gives back the bytes of a header that is not ASCII", async () => {
    await put("latin", "x", { "cache-control": "ÄMÄZÕÑ" });
    const { headers } = await sendSigned(emulator, { method: "HEAD", path: `/${Bucket}/latin` });
    expect(Buffer.from(String(headers["cache-control"]), "latin1").toString("utf8")).toBe("ÄMÄZÕÑ");
  });

  it("replaces an object whole", async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: "twice", Body: "first", Metadata: { a: "1" } }));
    await s3.send(new PutObjectCommand({ Bucket, Key: "twice", Body: "second" }));
    const answer = await s3.send(new GetObjectCommand({ Bucket, Key: "twice" }));
    expect([await answer.Body?.transformToString(), answer.Metadata]).toEqual(["second", {}]);
  });

  it("keeps one of many writers' objects, whole", async () => {
    const bodies = Array.from({ length: 12 }, (_, i) => String.fromCharCode(97 + i).repeat(20_000 + i));
    await Promise.all(bodies.map((Body) => s3.send(new PutObjectCommand({ Bucket, Key: "raced", Body }))));
    const answer = await s3.send(new GetObjectCommand({ Bucket, Key: "raced" }));
    expect(bodies).toContain(await answer.Body?.transformToString());
  });

  describe("what the body must come to", () => {
    const wrong = createHash("sha256").update("other").digest("hex");

    it("refuses a body that is not the one that was signed", async () => {
      const headers = { "x-amz-content-sha256": wrong };
      const answer = await put("mismatch", "body", headers);
      expect(refusedWith(answer)).toEqual({
        code: "XAmzContentSHA256Mismatch",
        status: 400,
        message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
      });
      expect(element(answer.body, "ClientComputedContentSHA256")).toBe(wrong);
      expect(element(answer.body, "S3ComputedContentSHA256")).toBe(createHash("sha256").update("body").digest("hex"));
      expect(await isThere("mismatch")).toBe(false);
    });

    it("compares Content-MD5, and shows one digest in hex and the other in base64", async () => {
      expect((await put("md5", "body", { "content-md5": md5("body", "base64") })).status).toBe(200);
      const answer = await put("bad-md5", "body", { "content-md5": md5("other", "base64") });
      expect(refusedWith(answer)).toEqual({
        code: "BadDigest",
        status: 400,
        message: "The Content-MD5 you specified did not match what we received.",
      });
      expect(element(answer.body, "ExpectedDigest")).toBe(md5("other", "hex"));
      expect(element(answer.body, "CalculatedDigest")).toBe(md5("body", "base64"));
      expect(await isThere("bad-md5")).toBe(false);
    });

    it("says InvalidDigest where Content-MD5 is none", async () => {
      const answer = await put("no-md5", "body", { "content-md5": "YWJj" });
      expect(refusedWith(answer)).toEqual({
        code: "InvalidDigest",
        status: 400,
        message: "The Content-MD5 you specified was invalid.",
      });
    });

    it("says first what is wrong with the signed hash, then with MD5", async () => {
      const headers = { "x-amz-content-sha256": wrong, "content-md5": md5("other", "base64") };
      expect(refusedWith(await put("both", "body", headers)).code).toBe("XAmzContentSHA256Mismatch");
    });
  });

  describe("conditions", () => {
    it("If-None-Match: * writes only what is not there", async () => {
      expect((await put("once", "1", { "if-none-match": "*" })).status).toBe(200);
      const answer = await put("once", "2", { "if-none-match": "*" });
      expect(refusedWith(answer)).toEqual({
        code: "PreconditionFailed",
        status: 412,
        message: "At least one of the pre-conditions you specified did not hold",
      });
      expect(element(answer.body, "Condition")).toBe("If-None-Match");
    });

    it("lets one of many conditional writers win", async () => {
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, i) => put("first-wins", `writer ${i}`, { "if-none-match": "*" })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(412)]);
    });

    it("If-Match replaces only what has the ETag", async () => {
      expect(refusedWith(await put("matched", "1", { "if-match": `"${md5("0", "hex")}"` }))).toEqual({
        code: "NoSuchKey",
        status: 404,
        message: "The specified key does not exist.",
      });
      await put("matched", "1");
      expect(refusedWith(await put("matched", "2", { "if-match": '"other"' })).code).toBe("PreconditionFailed");
      expect((await put("matched", "2", { "if-match": `"${md5("1", "hex")}"` })).status).toBe(200);
      expect((await put("matched", "3", { "if-match": md5("2", "hex") })).status).toBe(200);
    });

    it.each([
      [{ "if-none-match": '"etag"' }, "If-None-Match"],
      [{ "if-match": "*" }, "If-Match"],
      [{ "if-match": '"a"', "if-none-match": "*" }, "If-Match,If-None-Match"],
    ])("answers %j as AWS does, with 501", async (headers, named) => {
      const answer = await put("unaccepted", "x", headers as Record<string, string>);
      expect(refusedWith(answer)).toMatchObject({ code: "NotImplemented", status: 501 });
      expect(element(answer.body, "Header")).toBe(named);
    });
  });

  it.each([
    [{ "x-amz-storage-class": "COLD" }, "InvalidStorageClass", 400],
    [{ "x-amz-server-side-encryption": "AES512" }, "InvalidEncryptionAlgorithmError", 400],
    [{ "x-amz-server-side-encryption": "aws:kms" }, "NotImplemented", 501],
    [{ "x-amz-object-lock-legal-hold": "ON" }, "InvalidRequest", 400],
    [{ "x-amz-meta-large": "x".repeat(2049) }, "MetadataTooLarge", 400],
    [{ "x-amz-server-side-encryption-customer-algorithm": "AES256" }, "AccessDenied", 403],
    [{ "content-length": String(5 * 1024 ** 3 + 1) }, "EntityTooLarge", 400],
  ])("refuses %j rather than store what was not asked for", async (headers, code, status) => {
    const answer = await put("refused", "x", headers as Record<string, string>);
    expect(refusedWith(answer)).toMatchObject({ code, status });
    expect(await isThere("refused")).toBe(false);
  });

  it("refuses an upload into a bucket that is not there", async () => {
    const call = s3.send(new PutObjectCommand({ Bucket: "not-there", Key: "k", Body: "x" }));
    expect(await refusal(call)).toMatchObject({ code: "NoSuchBucket", status: 404 });
  });

  it("cannot be asked for what is not there: the operation's own name comes back", async () => {
    const answer = await sendSigned(emulator, { method: "PUT", path: `/${Bucket}/plain`, query: { retention: "" } });
    expect(refusedWith(answer)).toEqual({
      code: "NotImplemented",
      status: 501,
      message: "PutObjectRetention is not implemented by this emulator",
    });
  });
});
