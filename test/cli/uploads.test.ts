import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { formatLease } from "../../src/lease/index.ts";
import { type CliResult, endOf, runCli, startCli } from "../support/cli.ts";
import { startTestEmulator } from "../support/emulator.ts";
import { type Fault, type FaultProxy, type ProxiedRequest, startFaultProxy } from "../support/fault-proxy.ts";
import { temporaryDirectories } from "../support/temporary-directory.ts";
import { digest, type LeasedBucket, leasedBucket, noise } from "../upload/leased-bucket.ts";

const CONTENT = noise(17 * 1024 ** 2);
const newDirectory = temporaryDirectories();
let emulator: Emulator;
let bucket: LeasedBucket;
let proxy: FaultProxy;
/** Whether the proxy refuses the last part. */
let refuses = true;

/** Refuses the last part once the others are confirmed: it would stop them. */
async function refuseLast({ target }: ProxiedRequest): Promise<Fault | undefined> {
  if (!refuses || !target.includes("partNumber=3&")) return undefined;
  const upload = target.slice(target.indexOf("&"));
  const others = () => proxy.requests.filter((other) => other.target.endsWith(upload) && other.status === 200);
  for (let tries = 0; tries < 200 && others().length < 2; tries++) await pause(20);
  await pause(50);
  return { kind: "refuse", status: 403, code: "AccessDenied" };
}
let state: string;
let file: string;

beforeAll(async () => {
  emulator = await startTestEmulator();
  bucket = await leasedBucket(emulator);
  proxy = await startFaultProxy(() => emulator.endpoint, refuseLast);
});
afterAll(async () => {
  await proxy.close();
  await emulator.close();
});
beforeEach(() => {
  state = newDirectory();
  file = join(state, "film.mp4");
  writeFileSync(file, CONTENT);
  refuses = true;
});

const environment = (): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: bucket.user.accessKeyId,
  AWS_SECRET_ACCESS_KEY: bucket.user.secretAccessKey,
  AWS_REGION: emulator.region,
  AWS_ENDPOINT_URL_STS: emulator.endpoint,
  AWS_ENDPOINT_URL_S3: proxy.endpoint,
  XDG_STATE_HOME: state,
});
const run = (...args: readonly string[]): Promise<CliResult> => runCli(args, { env: environment() });
const put = (key: string, ...args: readonly string[]): Promise<CliResult> =>
  run("put", file, `s3://${bucket.bucket}/${key}`, "--role-arn", bucket.roleArn, ...args);

async function idOf(): Promise<string> {
  const { stdout } = await run("uploads", "list", "--json");
  return JSON.parse(stdout).uploads[0].id;
}

describe("keylease put of a large file", () => {
  it("says what is kept where it fails, and goes on where it stopped", async () => {
    const failed = await put("film");
    expect(failed.exitCode).toBe(3);
    expect(failed.stderr).toContain("16.0 MiB of 17.0 MiB are confirmed and kept: run the same command again to go on");
    expect(failed.stderr).toContain("s3 refused UploadPart with AccessDenied");
    refuses = false;
    const { exitCode, stdout, stderr } = await put("film");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "going on: 16.0 MiB of 17.0 MiB are there already\n" });
    expect(stdout).toContain(`uploaded ${file} to s3://${bucket.bucket}/film (${CONTENT.length} bytes, verified)`);
    expect(await bucket.digestOf("film")).toBe(digest(CONTENT));
  });

  it("tells programs the same as events", async () => {
    const { stderr } = await put("film", "--json");
    const lines = stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    // An upload that lasts tells its progress, too.
    const told = lines.filter(({ event }) => event !== "progress");
    expect(told.map(({ event, error }) => event ?? error.code)).toEqual(["kept", "ServiceError"]);
    expect(told[0]).toMatchObject({ uploadId: await idOf(), confirmedBytes: 16 * 1024 ** 2 });
  });

  it("keeps what is confirmed when it is stopped, and says how to go on", async () => {
    const args = ["put", file, `s3://${bucket.bucket}/stopped`, "--role-arn", bucket.roleArn, "--json"];
    const child = await startCli(args, { env: environment() });
    const ended = endOf(child);
    const before = proxy.requests.length;
    // Stopped once the first part is sent: the refusal of the last one must not come first.
    refuses = false;
    while (!proxy.requests.slice(before).some(({ target }) => target.includes("partNumber="))) {
      await pause(5);
    }
    child.kill("SIGINT");
    const { exitCode, stderr } = await ended;
    expect(exitCode).toBe(130);
    const { error } = JSON.parse(stderr.trim().split("\n").at(-1) ?? "");
    expect(error).toMatchObject({ code: "Interrupted", facts: { uploadId: await idOf() } });
    expect(error.hint).toMatch(
      /^Run the same command again to go on\. To give it up: keylease uploads abort [0-9a-f]{12}$/,
    );
  });
});

describe("keylease uploads", () => {
  it("lists what is unfinished, as text and as JSON", async () => {
    await put("film");
    const id = await idOf();
    const { stdout } = await run("uploads");
    expect(stdout).toMatch(
      new RegExp(`^${id}  stopped  16\\.0 MiB of 17\\.0 MiB  since .*Z  .*film\\.mp4 to s3://.*/film\n$`),
    );
    expect(stdout).not.toContain("ASIA");
  });

  it("says that there is nothing", async () => {
    expect(await run("uploads")).toEqual({ exitCode: 0, stdout: "", stderr: "no upload is unfinished here\n" });
  });

  it("aborts one with the role that it began with", async () => {
    await put("film");
    const id = await idOf();
    const before = await bucket.openUploads();
    const { exitCode, stdout } = await run("uploads", "abort", id);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `aborted ${id} (s3://${bucket.bucket}/film)\n` });
    expect(await bucket.openUploads()).toBe(before - 1);
    expect(readdirSync(join(state, "keylease", "uploads"))).toEqual([]);
  });

  it.each(["--credential-process", "--own-credentials"])("aborts one by %s, with nothing else", async (way) => {
    await put("film");
    const id = await idOf();
    const before = await bucket.openUploads();
    const lease = await bucket.lease("film");
    const script = join(state, "gives.mjs");
    writeFileSync(script, `process.stdout.write(${JSON.stringify(formatLease(lease))});`);
    const value = way === "--own-credentials" ? [] : [`"${process.execPath}" "${script}"`];
    const { credentials } = lease;
    // Of a region and an endpoint nothing is said here: the journal knows them.
    const env = {
      XDG_STATE_HOME: state,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
    };
    const { exitCode, stderr } = await runCli(["uploads", "abort", id, way, ...value], { env });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(await bucket.openUploads()).toBe(before - 1);
  });

  it("forgets all without a call", async () => {
    await put("film");
    const id = await idOf();
    const before = proxy.requests.length;
    const { stdout } = await run("uploads", "abort", "--all", "--forget", "--json");
    expect(JSON.parse(stdout)).toEqual({ forgotten: [id] });
    expect(proxy.requests).toHaveLength(before);
  });

  it.each<[string, readonly string[], number, string]>([
    ["an id that nobody knows", ["0123456789ab"], 6, "UploadUnknown"],
    ["a path in the place of an id", ["../../x"], 6, "UploadUnknown"],
    ["no id", [], 2, "ArgumentInvalid"],
    ["an id besides --all", ["0123456789ab", "--all"], 2, "ArgumentInvalid"],
  ])("refuses to abort %s", async (_, args, exitCode, code) => {
    const result = await run("uploads", "abort", ...args, "--json");
    expect({ exitCode: result.exitCode, code: JSON.parse(result.stderr).error.code }).toEqual({ exitCode, code });
  });
});

describe("keylease put of standard input", () => {
  it.each([
    ["nothing", 0],
    ["less than a part", 1_000],
    ["several parts", 18 * 1024 ** 2 + 5],
  ])("uploads %s", async (name, size) => {
    refuses = false;
    const content = "0123456789abcdef".repeat(Math.ceil(size / 16)).slice(0, size);
    const args = ["put", "-", `s3://${bucket.bucket}/${name}.txt`, "--role-arn", bucket.roleArn];
    const { exitCode, stdout, stderr } = await runCli(args, { env: environment(), input: content });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain(`uploaded standard input to s3://${bucket.bucket}/${name}.txt (${size} bytes, verified)`);
    expect(await bucket.digestOf(`${name}.txt`)).toBe(digest(Buffer.from(content)));
    expect(await bucket.head(`${name}.txt`)).toMatchObject({ ContentType: "text/plain; charset=utf-8" });
  });

  it("leaves nothing behind where it fails", async () => {
    const before = await bucket.openUploads();
    const args = ["put", "-", `s3://${bucket.bucket}/failed`, "--role-arn", bucket.roleArn];
    const { exitCode } = await runCli(args, { env: environment(), input: "x".repeat(CONTENT.length) });
    expect(exitCode).toBe(3);
    expect(await bucket.openUploads()).toBe(before);
  });

  it("cannot come from where the lease comes from", async () => {
    const { exitCode, stderr } = await runCli(["put", "-", "--lease", "-"], { input: "x" });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("both the bytes and the lease");
  });
});

describe("keylease put with settings of the object", () => {
  it("sends them, and asks for the right to set tags", async () => {
    writeFileSync(file, "small");
    const result = await put(
      "settings",
      ...[
        "--metadata",
        "Owner=alice",
        "--metadata",
        "note=a=b",
        "--tag",
        "team=red one",
        "--cache-control",
        "max-age=60",
      ],
      ...["--content-disposition", "attachment", "--content-encoding", "gzip", "--storage-class", "STANDARD_IA"],
      ...["--sse", "AES256"],
    );
    expect({ exitCode: result.exitCode, stderr: result.stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(await bucket.head("settings")).toMatchObject({
      Metadata: { owner: "alice", note: "a=b" },
      CacheControl: "max-age=60",
      ContentDisposition: "attachment",
      ContentEncoding: "gzip",
      StorageClass: "STANDARD_IA",
      ServerSideEncryption: "AES256",
      ContentType: "video/mp4",
      TagCount: 1,
    });
  });

  it.each([
    ["metadata without a name", ["--metadata", "=x"]],
    ["metadata that breaks out of its header", ["--metadata", "a=x\r\ny: z"]],
    ["the same metadata twice", ["--metadata", "a=1", "--metadata", "a=2"]],
    ["a KMS key without KMS", ["--sse-kms-key-id", "alias/x"]],
    ["a cache header of other letters", ["--cache-control", "\u00e9\u3042"]],
  ])("refuses %s before any call", async (_, args) => {
    writeFileSync(file, "small");
    const before = proxy.requests.length;
    expect((await put("refused", ...args)).exitCode).toBe(2);
    expect(proxy.requests).toHaveLength(before);
  });
});
