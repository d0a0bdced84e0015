import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { formatLease, type ScopeAction } from "../../src/lease/index.ts";
import { type CliResult, endOf, runCli, startCli } from "../support/cli.ts";
import { startTestEmulator } from "../support/emulator.ts";
import { type FaultProxy, startFaultProxy } from "../support/fault-proxy.ts";
import { temporaryDirectories } from "../support/temporary-directory.ts";
import { type LeasedBucket, leasedBucket, noise } from "../upload/leased-bucket.ts";
import { fill, objectsBelow } from "../upload/many/many-bucket.ts";

const newDirectory = temporaryDirectories();
let emulator: Emulator;
let bucket: LeasedBucket;
beforeAll(async () => {
  emulator = await startTestEmulator();
  bucket = await leasedBucket(emulator);
});
afterAll(() => emulator.close());

const s3 = (key: string): string => `s3://${bucket.bucket}/${key}`;
/** The environment of a user who may assume the role. */
const env = (): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: bucket.user.accessKeyId,
  AWS_SECRET_ACCESS_KEY: bucket.user.secretAccessKey,
  AWS_REGION: emulator.region,
  AWS_ENDPOINT_URL: emulator.endpoint,
});
const put = (...args: readonly string[]): Promise<CliResult> => runCli(["put", ...args], { env: env() });
const withRole = (): readonly string[] => ["--role-arn", bucket.roleArn];
const leaseFile = async (prefix: string, actions: readonly ScopeAction[] = ["upload"]): Promise<string> => {
  const path = join(newDirectory(), "lease.json");
  writeFileSync(path, formatLease(await bucket.lease(prefix, emulator.endpoint, { actions })));
  return path;
};

describe("keylease put of several files", () => {
  it("takes a lease for exactly these files, below a prefix", async () => {
    const folder = fill(newDirectory(), { "a.txt": "aa", "b c": "b" });
    const [a, b] = [join(folder, "a.txt"), join(folder, "b c")];
    const { exitCode, stdout, stderr } = await put(a, b, s3("exact/"), ...withRole(), "--verbose");
    expect(exitCode).toBe(0);
    expect(stdout.split("\n").slice(0, 2).sort()).toEqual([
      `uploaded ${a} to ${s3("exact/a.txt")} (2 bytes, verified)`,
      `uploaded ${b} to ${s3("exact/b c")} (1 bytes, verified)`,
    ]);
    expect(stdout).toContain(`uploaded 2 files (3 bytes) to ${s3("exact/")}\n`);
    expect(stderr).toContain(`for ${s3("exact/a.txt")} and 1 more (upload)`);
  });

  it("appends the name of one file to a prefix, and to a bucket alone", async () => {
    const file = join(fill(newDirectory(), { "one.txt": "1" }), "one.txt");
    expect((await put(file, s3("single/"), ...withRole())).exitCode).toBe(0);
    expect((await put(file, `s3://${bucket.bucket}`, ...withRole())).exitCode).toBe(0);
    expect(Object.keys(await objectsBelow(bucket, "single/"))).toEqual(["one.txt"]);
    expect(Object.keys(await objectsBelow(bucket, "one.txt"))).toEqual([""]);
  });

  it("is refused where they would become one object, or where it is not said that folders are meant", async () => {
    const folder = fill(newDirectory(), { a: "a", b: "b" });
    const several = await put(join(folder, "a"), join(folder, "b"), s3("object"), ...withRole());
    expect(several).toMatchObject({ exitCode: 2, stdout: "" });
    expect(several.stderr).toContain(`Name a prefix, which ends in a slash: \`${s3("object/")}\`.`);
    const unasked = await put(folder, s3("folder/"), ...withRole());
    expect(unasked.stderr).toContain("is a folder.\nGive --recursive to upload the files in it.");
    expect(unasked.exitCode).toBe(2);
    const whole = await put("-R", folder, `s3://${bucket.bucket}/`, ...withRole());
    expect(whole.stderr).toContain("a lease cannot be for a whole bucket");
    expect(whole.exitCode).toBe(2);
  });

  it("tells what fails, sends the others, and ends with 10", async () => {
    const folder = fill(newDirectory(), { a: "a" });
    const { exitCode, stdout, stderr } = await put(join(folder, "a"), join(folder, "no"), s3("some/"), ...withRole());
    expect(exitCode).toBe(10);
    expect(stdout).toContain(`uploaded 1 file (1 bytes) to ${s3("some/")}, 1 failed\n`);
    expect(stderr).toContain(`failed ${join(folder, "no")}: the file \`${join(folder, "no")}\` cannot be read`);
    expect(stderr).toContain("keylease: 1 file could not be uploaded.\n");
  });

  it("takes no lease where no file is there", async () => {
    const audit = join(newDirectory(), "audit.jsonl");
    const { exitCode } = await put("none", "nothing", s3("no/"), ...withRole(), "--audit-log", audit);
    expect({ exitCode, isAudited: existsSync(audit) }).toEqual({ exitCode: 6, isAudited: false });
  });
});

describe("keylease put of a folder", () => {
  it("takes a lease for the prefix, and keeps to the filters in their order", async () => {
    const folder = fill(newDirectory(), { "a.html": "a", "b.map": "b", "c/d.map": "d", "c/keep.map": "k" });
    const filters = ["--exclude", "*.map", "--include", "*/keep.map"];
    const { exitCode, stderr } = await put("--recursive", folder, s3("site/"), ...withRole(), ...filters, "-v");
    expect(exitCode).toBe(0);
    expect(Object.keys(await objectsBelow(bucket, "site/"))).toEqual(["a.html", "c/keep.map"]);
    expect(stderr).toContain(`for everything below ${s3("site/")} (upload)`);
    const reversed = ["--include", "*/keep.map", "--exclude", "*.map"];
    await put("--recursive", folder, s3("reversed/"), ...withRole(), ...reversed);
    expect(Object.keys(await objectsBelow(bucket, "reversed/"))).toEqual(["a.html"]);
  });

  it("goes to the prefix of the lease, where none is named", async () => {
    const folder = fill(newDirectory(), { a: "a" });
    const { exitCode, stdout } = await put("-R", folder, "--lease", await leaseFile("leased/"));
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `uploaded ${folder}/a to ${s3("leased/a")} (1 bytes, verified)\nuploaded 1 file (1 bytes) to ${s3("leased/")}\n`,
    });
  });

  it("leaves out with --sync what is there, and says with --dry-run what it would do", async () => {
    const folder = fill(newDirectory(), { a: "a", b: "b" });
    expect((await put("-R", folder, s3("sync/"), ...withRole(), "--sync", "-q")).stdout).toBe(
      `uploaded 2 files (2 bytes) to ${s3("sync/")}\n`,
    );
    fill(folder, { b: "B" });
    const dry = await put("-R", folder, s3("sync/"), ...withRole(), "--sync", "--dry-run");
    expect(dry.stdout).toBe(
      `would upload ${folder}/b to ${s3("sync/b")} (1 bytes)\n` +
        `would upload 1 file (1 bytes) to ${s3("sync/")}, 1 there already\n`,
    );
    const { exitCode, stdout, stderr } = await put("-R", folder, s3("sync/"), ...withRole(), "--sync", "-v");
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`skipped ${folder}/a: it is there already, and the same\n`);
    expect(stdout).toContain(`uploaded 1 file (1 bytes) to ${s3("sync/")}, 1 there already\n`);
    expect(stderr).toContain("(upload, read, list)");
  });

  it("makes no call for a dry run that compares nothing", async () => {
    const folder = fill(newDirectory(), { a: "a" });
    const args = ["put", "-R", folder, s3("dry/"), ...withRole(), "--dry-run"];
    const { exitCode, stdout } = await runCli(args, { env: { AWS_REGION: "eu-west-1" } });
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `would upload ${folder}/a to ${s3("dry/a")} (1 bytes)\nwould upload 1 file (1 bytes) to ${s3("dry/")}\n`,
    });
  });

  it("tells programs in events, and the sum as the result", async () => {
    const folder = fill(newDirectory(), { a: "a", "d/b": "b" });
    await put(join(folder, "d", "b"), s3("json/d/"), ...withRole());
    const args = ["-R", folder, join(folder, "no"), s3("json/"), ...withRole(), "--sync", "--json"];
    const { exitCode, stdout, stderr } = await put(...args);
    expect(exitCode).toBe(10);
    expect(JSON.parse(stdout)).toEqual({
      bucket: bucket.bucket,
      prefix: "json/",
      uploaded: 1,
      uploadedBytes: 1,
      planned: 0,
      plannedBytes: 0,
      unchanged: 1,
      skipped: 0,
      failed: 1,
    });
    const events = stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
      .filter(({ event }) => event !== "progress");
    expect(events.map(({ event, error }) => event ?? error.code).sort()).toEqual([
      "UploadIncomplete",
      "failed",
      "skipped",
      "uploaded",
    ]);
    expect(events).toContainEqual(
      expect.objectContaining({ event: "uploaded", file: join(folder, "a"), key: "json/a", etag: expect.any(String) }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({ event: "failed", error: expect.objectContaining({ code: "FileUnreadable" }) }),
    );
  });

  it("writes names in a form that cannot do anything to a terminal", async () => {
    const folder = fill(newDirectory(), { "\u001b[2Ja\nb": "a" });
    const { stdout } = await put("-R", folder, "--lease", await leaseFile("names/"));
    expect(stdout).toContain("/\\u001b[2Ja\\u000ab to s3://");
    expect(stdout).not.toContain("\u001b");
  });
});

describe("keylease put of one file", () => {
  it("leaves it out with --sync where the object is the same", async () => {
    const file = join(fill(newDirectory(), { a: "a" }), "a");
    const sync = (): Promise<CliResult> => put(file, s3("one-object"), ...withRole(), "--sync");
    expect((await sync()).stdout).toContain("uploaded 1 file");
    expect((await sync()).stdout).toContain("uploaded 0 files (0 bytes)");
  });
});

describe("keylease put that is interrupted", () => {
  it("stops, says how to go on, and keeps what is confirmed of large files", async () => {
    let child: Awaited<ReturnType<typeof startCli>> | undefined;
    const proxy: FaultProxy = await startFaultProxy(
      () => emulator.endpoint,
      ({ target }) => {
        if (!target.includes("partNumber=2&")) return undefined;
        const timer = setInterval(() => {
          const isDone = (name: RegExp): boolean =>
            proxy.requests.some((seen) => name.test(seen.target) && seen.status === 200);
          if (!isDone(/\/a$/) || !isDone(/partNumber=3&/)) return;
          clearInterval(timer);
          setTimeout(() => child?.kill("SIGINT"), 200);
        }, 50);
        return { kind: "delay", milliseconds: 15_000 };
      },
    );
    const folder = fill(newDirectory(), { a: "a", large: noise(17 * 1024 ** 2) });
    const lease = join(newDirectory(), "lease.json");
    writeFileSync(lease, formatLease(await bucket.lease("interrupted/", proxy.endpoint)));
    const state = { XDG_STATE_HOME: newDirectory() };
    child = await startCli(["put", "-R", folder, "--lease", lease], { env: state });
    const { exitCode, stderr } = await endOf(child);
    await proxy.close();
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(/keylease: stopped; 1 file had been uploaded\.\nThe same command with --sync leaves/);
    const uploads = await runCli(["uploads", "--json"], { env: state });
    expect(JSON.parse(uploads.stdout)).toMatchObject({ uploads: [{ key: "interrupted/large" }] });
  });
});
