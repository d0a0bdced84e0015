import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator/index.ts";
import { leaseProvider } from "../../../src/lease/index.ts";
import { clientConfig, startTestEmulator } from "../../support/emulator.ts";
import { refusedBy } from "../../support/refused-by.ts";
import { prepareUploader, type Uploader } from "../../support/uploader.ts";

const bucket = "provided-bucket";
const scope = { bucket, prefix: "inbox/", actions: ["upload"] };
let emulator: Emulator;
let uploader: Uploader;

beforeAll(async () => {
  emulator = await startTestEmulator();
  uploader = await prepareUploader(emulator, bucket);
});
afterAll(() => emulator.close());

const client = (credentials: ReturnType<typeof leaseProvider>): S3Client =>
  new S3Client({ ...clientConfig(emulator), credentials, forcePathStyle: true });
const put = (s3: S3Client, key: string) => s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: "x" }));

describe("a lease provider", () => {
  it("serves AWS's SDK, once for many requests", async () => {
    let minted = 0;
    const provider = leaseProvider(scope, {
      ...uploader.leaseOptions,
      authorise: () => {
        minted++;
      },
    });
    const s3 = client(provider);
    for (let i = 0; i < 5; i++) expect((await put(s3, `inbox/${i}`)).$metadata.httpStatusCode).toBe(200);
    expect(minted).toBe(1);
    await expect(put(s3, "outside")).rejects.toMatchObject({ name: "AccessDenied" });
    expect(await provider()).toMatchObject({ accountId: "111111111111", expiration: expect.any(Date) });
  });

  it("outlives a lease, by the clock of the emulator", async () => {
    const provider = leaseProvider(scope, { ...uploader.leaseOptions, clock: { now: () => emulator.now() } });
    const first = await provider();
    emulator.advanceClock(700);
    const second = await provider();
    expect(second.sessionToken).not.toBe(first.sessionToken);
    expect(second.expiration.getTime() - emulator.now().getTime()).toBeGreaterThan(890_000);
  });

  it("refuses at once what could never be leased", async () => {
    const error = await refusedBy(() => leaseProvider({ ...scope, actions: ["everything"] }, uploader.leaseOptions));
    expect(error.code).toBe("ScopeActionUnknown");
  });

  it("rejects with the reason of an abort", async () => {
    const stop = new AbortController();
    const provider = leaseProvider(scope, { ...uploader.leaseOptions, signal: stop.signal });
    stop.abort(new Error("enough"));
    await expect(provider()).rejects.toThrow("enough");
  });
});
