import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { ServiceError } from "../../src/lease/index.ts";
import { putObject } from "../../src/upload/index.ts";
import { type FakeServer, startFakeServer } from "../support/fake-server.ts";
import { refusedBy } from "../support/refused-by.ts";
import { inputFor, refusing, stored, uploadFolder } from "./fake-s3.ts";

const folder = uploadFolder();
afterAll(() => folder.remove());

let server: FakeServer;
afterEach(() => server.close());

describe("a PUT", () => {
  it("carries the bytes, their checksums, and a signature that covers them", async () => {
    server = await startFakeServer(stored);
    const content = "hello\n";
    const result = await putObject({
      ...inputFor(folder.write("hello.txt", content), server.endpoint),
      acl: "public-read",
    });
    const [request] = server.requests;
    expect(request?.method).toBe("PUT");
    expect(request?.target).toBe("/my-bucket/a%20b/c%2A.txt");
    expect(request?.body.toString()).toBe(content);
    expect(request?.headers).toMatchObject({
      host: new URL(server.endpoint).host,
      "content-length": "6",
      "content-type": "text/plain; charset=utf-8",
      "x-amz-acl": "public-read",
      "x-amz-content-sha256": createHash("sha256").update(content).digest("hex"),
      "x-amz-security-token": "SESSION-TOKEN",
    });
    expect(request?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=ASIAIOSFODNN7EXAMPLE\/\d{8}\/ap-northeast-1\/s3\/aws4_request, SignedHeaders=content-length;content-type;host;x-amz-acl;x-amz-checksum-crc32;x-amz-content-sha256;x-amz-date;x-amz-sdk-checksum-algorithm;x-amz-security-token, Signature=[0-9a-f]{64}$/,
    );
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc32(content));
    expect(result).toEqual({
      bucket: "my-bucket",
      key: "a b/c*.txt",
      etag: '"5d41402abc4b2a76b9719d911017c592"',
      checksum: { algorithm: "CRC32", type: "FULL_OBJECT", value: checksum.toString("base64") },
      sizeBytes: 6,
      url: `${server.endpoint}/my-bucket/a%20b/c%2A.txt`,
      requestId: "REQUEST1",
    });
  });

  it("may carry nothing", async () => {
    server = await startFakeServer(stored);
    const { sizeBytes, checksum } = await putObject(inputFor(folder.write("empty", ""), server.endpoint));
    expect({ sizeBytes, value: checksum.value }).toEqual({ sizeBytes: 0, value: "AAAAAA==" });
    expect(server.requests[0]?.headers["content-length"]).toBe("0");
  });

  it("carries several megabytes unchanged and tells how far it has come", async () => {
    server = await startFakeServer(stored);
    const content = Buffer.alloc(3 * 1024 ** 2 + 17, "0123456789abcdef");
    const told: number[] = [];
    await putObject({
      ...inputFor(folder.write("large.bin", content), server.endpoint),
      onProgress: ({ sentBytes, totalBytes }) => told.push(sentBytes / totalBytes),
    });
    expect(server.requests[0]?.body.equals(content)).toBe(true);
    expect(server.requests[0]?.headers.expect).toBe("100-continue");
    expect(told.at(-1)).toBe(1);
    expect([...told].sort((a, b) => a - b)).toEqual(told);
  });

  it("has no ACL and no token where none was given", async () => {
    server = await startFakeServer(stored);
    const input = inputFor(folder.write("plain", "x"), server.endpoint);
    const { sessionToken: _, ...credentials } = input.credentials;
    await putObject({ ...input, credentials, contentType: "text/x-own" });
    expect(server.requests[0]?.headers).not.toHaveProperty("x-amz-acl");
    expect(server.requests[0]?.headers).not.toHaveProperty("x-amz-security-token");
    expect(server.requests[0]?.headers["content-type"]).toBe("text/x-own");
  });
});

describe("an answer that is not right", () => {
  it("with another checksum is UploadUnverified, and is not tried again", async () => {
    server = await startFakeServer((seen) => {
      const answer = stored(seen);
      return { ...answer, headers: { ...answer.headers, "x-amz-checksum-crc32": "AAAAAA==" } };
    });
    const error = await refusedBy(putObject(inputFor(folder.write("x", "x"), server.endpoint)));
    expect(error.code).toBe("UploadUnverified");
    expect(server.requests).toHaveLength(1);
  });

  it("of something that is not S3 is UploadUnverified", async () => {
    server = await startFakeServer(() => ({ status: 200, body: "<html>Please log in</html>" }));
    expect((await refusedBy(putObject(inputFor(folder.write("x", "x"), server.endpoint)))).code).toBe(
      "UploadUnverified",
    );
  });

  it("that refuses is a ServiceError with AWS's words, and is not tried again", async () => {
    server = await startFakeServer(() => refusing(403, "AccessDenied", "Access Denied."));
    const error = await refusedBy(putObject(inputFor(folder.write("x", "x"), server.endpoint)));
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toBe("s3 refused PutObject with AccessDenied: Access Denied");
    expect(error.facts).toEqual({
      service: "s3",
      operation: "PutObject",
      awsCode: "AccessDenied",
      status: 403,
      requestId: "REQUEST2",
    });
    expect(server.requests).toHaveLength(1);
  });

  it("that names the bucket's region says to give that region", async () => {
    const text = "The authorization header is malformed; the region 'x' is wrong; expecting 'eu-west-1'";
    server = await startFakeServer(() => refusing(400, "AuthorizationHeaderMalformed", text));
    const error = await refusedBy(putObject(inputFor(folder.write("x", "x"), server.endpoint)));
    expect(error.hint).toContain("`eu-west-1`");
  });
});

describe("a server with trouble of its own", () => {
  it("is asked again, with a signature of that time", async () => {
    let now = 0;
    server = await startFakeServer((seen, count) => (count < 3 ? refusing(503, "SlowDown") : stored(seen)));
    const input = inputFor(folder.write("x", "x"), server.endpoint);
    await putObject({ ...input, clock: { now: () => new Date(Date.UTC(2026, 10, 23) + 60_000 * now++) } });
    expect(server.requests.map(({ headers }) => headers["x-amz-date"])).toEqual([
      "20261123T000000Z",
      "20261123T000100Z",
      "20261123T000200Z",
    ]);
    expect(server.requests.every(({ body }) => body.toString() === "x")).toBe(true);
  });

  it("is given up in the end", async () => {
    server = await startFakeServer(() => refusing(500, "InternalError"));
    const error = await refusedBy(putObject(inputFor(folder.write("x", "x"), server.endpoint)));
    expect((error as ServiceError).awsCode).toBe("InternalError");
    expect(server.requests).toHaveLength(3);
  });
});
