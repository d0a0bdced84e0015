import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator/index.ts";
import { createLease, type Lease } from "../../../src/lease/index.ts";
import { curlCommand, presignPost, presignPut } from "../../../src/upload/index.ts";
import { clientConfig, startTestEmulator } from "../../support/emulator.ts";
import { refusedBy } from "../../support/refused-by.ts";
import { prepareUploader } from "../../support/uploader.ts";

const run = promisify(execFile);
const bucket = "presigned-bucket";
const key = "inbox/a*b ü/../[1]'.txt";
const folder = mkdtempSync(join(tmpdir(), "keylease-presign-"));
let emulator: Emulator;
let leaseOf: (scope: object) => Promise<Lease>;
let s3: S3Client;

beforeAll(async () => {
  emulator = await startTestEmulator();
  const uploader = await prepareUploader(emulator, bucket);
  leaseOf = (scope) => createLease({ bucket, actions: ["upload"], ...scope }, uploader.leaseOptions);
  s3 = new S3Client({ ...clientConfig(emulator), forcePathStyle: true });
});
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

const stored = async (name: string) => {
  const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: name }));
  return { text: await answer.Body?.transformToString(), type: answer.ContentType, class: answer.StorageClass };
};
const formOf = (fields: Readonly<Record<string, string>>, file: string): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new Blob([file]), "name.txt");
  return form;
};
const post = async (url: string, form: FormData) => {
  const answer = await fetch(url, { method: "POST", body: form });
  return { status: answer.status, text: await answer.text() };
};

describe("a presigned PUT", () => {
  it("is sent by a client that knows nothing of AWS", async () => {
    const { url, headers, expiresAt } = await presignPut(await leaseOf({ key: "plain.txt" }));
    expect(headers).toEqual({});
    expect(expiresAt.getTime()).toBeGreaterThan(Date.now() + 890_000);
    expect((await fetch(url, { method: "PUT", body: "by fetch" })).status).toBe(200);
    expect(await stored("plain.txt")).toMatchObject({ text: "by fetch" });
  });

  it("is sent by curl, whatever the key", async () => {
    const command = curlCommand(await presignPut(await leaseOf({ key })));
    const file = join(folder, "it's.txt");
    writeFileSync(file, "by curl");
    await run("sh", ["-c", command], { env: { PATH: process.env.PATH, FILE: file } });
    expect(await stored(key)).toMatchObject({ text: "by curl" });
    await expect(run("sh", ["-c", command], { env: { PATH: process.env.PATH } })).rejects.toThrow("FILE");
  });

  it("is for its object alone", async () => {
    const { url } = await presignPut(await leaseOf({ key: "one.txt" }));
    const answer = await fetch(url.replace("one.txt", "two.txt"), { method: "PUT", body: "x" });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain("SignatureDoesNotMatch");
  });

  it("asks for the headers of the scope's conditions, and is refused without them", async () => {
    const lease = await leaseOf({ prefix: "cold/", conditions: { storageClass: "STANDARD_IA", writeOnce: true } });
    const target = { bucket, key: "cold/a.txt" };
    const { url, headers } = await presignPut(lease, { target, contentType: "text/csv" });
    expect(headers).toEqual({
      "if-none-match": "*",
      "x-amz-storage-class": "STANDARD_IA",
      "content-type": "text/csv",
    });
    expect((await fetch(url, { method: "PUT", body: "x" })).status).toBe(403);
    expect((await fetch(url, { method: "PUT", body: "x", headers })).status).toBe(200);
    expect(await stored("cold/a.txt")).toEqual({ text: "x", type: "text/csv", class: "STANDARD_IA" });
    expect((await fetch(url, { method: "PUT", body: "again", headers })).status).toBe(412);
  });

  it("is over when its time is, by the emulator's clock", async () => {
    const { url } = await presignPut(await leaseOf({ key: "late.txt" }), { expiresSeconds: 60 });
    emulator.advanceClock(61);
    const answer = await fetch(url, { method: "PUT", body: "x" });
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("Request has expired")]);
  });
});

describe("a presigned form", () => {
  it("uploads a file that is small enough", async () => {
    const { url, fields } = await presignPost(await leaseOf({ key }), { maxBytes: 10, contentType: "text/plain" });
    expect(await post(url, formOf(fields, "by a form"))).toMatchObject({ status: 204 });
    expect(await stored(key)).toMatchObject({ text: "by a form", type: "text/plain" });
  });

  it("refuses one that is too large, another key, and a field of the client's own", async () => {
    const { url, fields } = await presignPost(await leaseOf({ prefix: "forms/" }), {
      target: { bucket, key: "forms/a" },
      maxBytes: 10,
    });
    expect(await post(url, formOf(fields, "eleven bytes"))).toMatchObject({
      status: 400,
      text: expect.stringContaining("EntityTooLarge"),
    });
    for (const changed of [{ key: "forms/b" }, { acl: "public-read" }, { "Content-Type": "text/html" }]) {
      expect(await post(url, formOf({ ...fields, ...changed }, "x"))).toMatchObject({
        status: 403,
        text: expect.stringContaining("AccessDenied"),
      });
    }
  });

  it("says the scope's encryption and storage class", async () => {
    const lease = await leaseOf({ key: "cold-form", conditions: { storageClass: "STANDARD_IA" } });
    const { url, fields } = await presignPost(lease, { maxBytes: 10 });
    expect(fields["x-amz-storage-class"]).toBe("STANDARD_IA");
    expect(await post(url, formOf(fields, "x"))).toMatchObject({ status: 204 });
  });

  it("is refused where a form cannot say what the scope asks for", async () => {
    const lease = await leaseOf({ key: "once", conditions: { writeOnce: true } });
    expect((await refusedBy(presignPost(lease, { maxBytes: 10 }))).code).toBe("FormatUnsuitable");
  });
});

describe("nothing is presigned", () => {
  it("for longer than the lease lives", async () => {
    const lease = await leaseOf({ key: "k" });
    for (const expiresSeconds of [2000, 0, 1.5]) {
      expect((await refusedBy(presignPut(lease, { expiresSeconds }))).code).toBe("ArgumentInvalid");
    }
    const clock = { now: () => lease.credentials.expiration };
    expect((await refusedBy(presignPut(lease, { clock }))).code).toBe("LeaseExpired");
  });

  it("outside of the scope, nor where no object is named", async () => {
    const lease = await leaseOf({ prefix: "p/" });
    expect((await refusedBy(presignPut(lease))).code).toBe("ArgumentInvalid");
    expect((await refusedBy(presignPut(lease, { target: { bucket, key: "q" } }))).code).toBe("LeaseScopeExceeded");
  });

  it.each([0, -1, 1.5, 5 * 1024 ** 3 + 1])("for %d bytes", async (maxBytes) => {
    expect((await refusedBy(presignPost(await leaseOf({ key: "k" }), { maxBytes }))).code).toBe("ArgumentInvalid");
  });
});
