import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, startTestEmulator } from "../../../support/emulator.ts";
import { filesBelow } from "../../../support/files-below.ts";
import { temporaryDirectories } from "../../../support/temporary-directory.ts";
import { signWithSmithy } from "../../../wire/sigv4/smithy-signer.ts";
import { element, makeBucket, refusedWith, s3Of, sendSigned } from "./world.ts";

const Bucket = "torn";
const newDirectory = temporaryDirectories();

/** A body whose bytes lie in a file. */
const large = (text: string): string => text.repeat(50_000);

describe("an upload that does not arrive whole", () => {
  let emulator: Emulator;
  let s3: S3Client;
  let objects: string;
  beforeAll(async () => {
    const dataDirectory = newDirectory();
    objects = join(dataDirectory, "objects");
    emulator = await startTestEmulator({ dataDirectory });
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket);
  });
  afterAll(() => emulator.close());
  beforeEach(async () => {
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "key" }));
    await vi.waitFor(() => expect(filesBelow(objects)).toEqual([]));
  });

  /** The headers of a signed PUT, of 1,000,000 bytes unless told otherwise. */
  async function signedHead(
    extra: Record<string, string> = {},
    length: Record<string, string> = { "content-length": "1000000" },
  ): Promise<Record<string, string>> {
    const { host } = new URL(emulator.endpoint);
    const { accessKeyId, secretAccessKey } = clientConfig(emulator).credentials;
    const headers = { host, ...length, "x-amz-content-sha256": "UNSIGNED-PAYLOAD", ...extra };
    return signWithSmithy(
      { method: "PUT", path: `/${Bucket}/key`, query: {}, body: "", headers },
      { accessKeyId, secretAccessKey, region: emulator.region, service: "s3", at: emulator.now() },
    );
  }

  const keys = async (): Promise<(string | undefined)[]> =>
    ((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key }) => Key);

  it("leaves nothing where the connection breaks in the middle", async () => {
    const { hostname, port } = new URL(emulator.endpoint);
    const outgoing = request({ hostname, port, method: "PUT", path: `/${Bucket}/key`, headers: await signedHead() });
    outgoing.on("error", () => {});
    outgoing.write(Buffer.alloc(800_000));
    // The upload is under way when its unfinished file is there.
    await vi.waitFor(() => expect(filesBelow(objects)).toHaveLength(1));
    outgoing.destroy();
    await vi.waitFor(() => expect(filesBelow(objects)).toEqual([]));
    expect(await keys()).toEqual([]);
  });

  it("leaves what was there where the connection breaks in the middle of a replacement", async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: "key", Body: large("before") }));
    const { hostname, port } = new URL(emulator.endpoint);
    const outgoing = request({ hostname, port, method: "PUT", path: `/${Bucket}/key`, headers: await signedHead() });
    outgoing.on("error", () => {});
    outgoing.write(Buffer.alloc(800_000));
    await vi.waitFor(() => expect(filesBelow(objects)).toHaveLength(2));
    outgoing.destroy();
    await vi.waitFor(() => expect(filesBelow(objects)).toHaveLength(1));
    const answer = await s3.send(new GetObjectCommand({ Bucket, Key: "key" }));
    expect(await answer.Body?.transformToString()).toBe(large("before"));
  });

  it("stores nothing where the client ends its side before the declared length", async () => {
    const { hostname, port } = new URL(emulator.endpoint);
    const head = Object.entries(await signedHead()).map(([name, value]) => `${name}: ${value}`);
    const socket = connect({ host: hostname, port: Number(port) });
    socket.write(`PUT /${Bucket}/key HTTP/1.1\r\n${head.join("\r\n")}\r\n\r\n${"x".repeat(999_999)}`);
    await vi.waitFor(() => expect(filesBelow(objects)).toHaveLength(1));
    socket.end();
    await vi.waitFor(() => expect(filesBelow(objects)).toEqual([]));
    socket.destroy();
    expect(await keys()).toEqual([]);
  });

  it("removes the bytes of an upload whose checksum is wrong", async () => {
    const answer = await sendSigned(emulator, {
      method: "PUT",
      path: `/${Bucket}/key`,
      body: large("body"),
      headers: { "x-amz-checksum-crc32": "AAAAAA==" },
    });
    expect(refusedWith(answer).code).toBe("BadDigest");
    expect(filesBelow(objects)).toEqual([]);
  });

  it("removes the bytes of a writer that lost a race", async () => {
    const put = (body: string): Promise<{ status: number }> =>
      sendSigned(emulator, {
        method: "PUT",
        path: `/${Bucket}/key`,
        body,
        headers: { "if-none-match": "*" },
      });
    await Promise.all(Array.from({ length: 8 }, (_, i) => put(large(`writer ${i}`))));
    await vi.waitFor(() => expect(filesBelow(objects)).toHaveLength(1));
  });

  it("frees the bytes that were replaced or deleted", async () => {
    for (const Body of ["one", "two", "three"].map(large))
      await s3.send(new PutObjectCommand({ Bucket, Key: "key", Body }));
    await vi.waitFor(() => expect(filesBelow(objects)).toHaveLength(1));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "key" }));
    await vi.waitFor(() => expect(filesBelow(objects)).toEqual([]));
  });

  it("asks for no byte of an upload that may not be", async () => {
    const { hostname, port } = new URL(emulator.endpoint);
    const headers = await signedHead({ expect: "100-continue", "if-match": '"nothing is there"' });
    const outgoing = request({ hostname, port, method: "PUT", path: `/${Bucket}/key`, headers });
    let continued = false;
    outgoing.on("continue", () => {
      continued = true;
    });
    const status = await new Promise((resolve, reject) => {
      outgoing.on("response", (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      outgoing.on("error", reject);
      outgoing.flushHeaders();
    });
    outgoing.destroy();
    expect([status, continued]).toEqual([404, false]);
  });

  it("wants to know the length", async () => {
    const { hostname, port } = new URL(emulator.endpoint);
    const headers = { ...(await signedHead({}, {})), "transfer-encoding": "chunked" };
    const outgoing = request({ hostname, port, method: "PUT", path: `/${Bucket}/key`, headers });
    const answer = new Promise<[number | undefined, string]>((resolve, reject) => {
      outgoing.on("response", (response) => {
        let body = "";
        response.on("data", (part) => {
          body += part;
        });
        response.on("end", () => resolve([response.statusCode, body]));
      });
      outgoing.on("error", reject);
    });
    outgoing.end("body");
    const [status, body] = await answer;
    expect([status, element(body, "Code")]).toEqual([411, "MissingContentLength"]);
  });

  it("goes on when objects are read while they are replaced", async () => {
    const bodies = ["a", "b"].map((letter) => letter.repeat(300_000));
    await s3.send(new PutObjectCommand({ Bucket, Key: "key", Body: bodies[0] ?? "" }));
    const reads = Array.from({ length: 10 }, async () => {
      const answer = await s3.send(new GetObjectCommand({ Bucket, Key: "key" }));
      return answer.Body?.transformToString();
    });
    const writes = Array.from({ length: 6 }, (_, i) =>
      s3.send(new PutObjectCommand({ Bucket, Key: "key", Body: bodies[i % 2] ?? "" })),
    );
    const [read] = await Promise.all([Promise.all(reads), Promise.all(writes)]);
    expect(read.every((text) => bodies.includes(text ?? ""))).toBe(true);
    await vi.waitFor(() => expect(filesBelow(objects)).toHaveLength(1));
  });
});
