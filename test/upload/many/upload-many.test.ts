import { symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator/index.ts";
import { createLeases, type Lease, parseScope, type ScopeAction } from "../../../src/lease/index.ts";
import type { ManyProgress, UploadSource } from "../../../src/upload/index.ts";
import { sampleLease } from "../../lease/sample-lease.ts";
import { startTestEmulator } from "../../support/emulator.ts";
import { refusedBy } from "../../support/refused-by.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";
import { type LeasedBucket, leasedBucket, noise } from "../leased-bucket.ts";
import { digestsOf, fill, objectsBelow, type RunOptions, runMany as runManyIn } from "./many-bucket.ts";

describe.each([0, 2])("with %i sender threads:", (threads) => {
  const runMany = (sources: readonly UploadSource[], leases: Lease | readonly Lease[], options: RunOptions = {}) =>
    runManyIn(sources, leases, { threads, ...options });
  const newDirectory = temporaryDirectories();
  const MIB = 1024 ** 2;
  let emulator: Emulator;
  let bucket: LeasedBucket;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    bucket = await leasedBucket(emulator);
  });
  afterAll(() => emulator.close());

  const lease = (prefix: string, actions: readonly ScopeAction[] = ["upload"]) =>
    bucket.lease(prefix, emulator.endpoint, { actions });

  describe("a folder that is uploaded", () => {
    it("becomes objects of the same bytes, whatever its files are called and however large they are", async () => {
      const files = {
        "a b/c d": "spaces",
        "ü/日本語.txt": "unicode",
        "line\nbreak": "newline",
        "-rf": "dash",
        "..hidden": "dots",
        "..\\..\\escape": "backslashes",
        "%2e%2e%2f": "percent",
        "a+b&c=d?e#f": "query",
        "*?[x]": "wildcards",
        "${aws:username}": "variable",
        "<&>\"'": "markup",
        "\u0001\u007f": "control",
        "...": "three dots",
        empty: "",
        "one MiB": noise(MIB, 2),
        "more than one MiB": noise(MIB + 1, 3),
        "in parts": noise(17 * MIB, 4),
      };
      const { sum, words } = await runMany([fill(newDirectory(), files)], await lease("odd/"));
      expect(words).toEqual(
        Object.keys(files)
          .map((name) => `uploaded ${name}`)
          .sort(),
      );
      expect(await objectsBelow(bucket, "odd/")).toEqual(digestsOf(files));
      const uploadedBytes = Object.values(files).reduce((bytes, content) => bytes + Buffer.byteLength(content), 0);
      expect(sum).toMatchObject({ bucket: bucket.bucket, prefix: "odd/", uploaded: 17, uploadedBytes, failed: 0 });
    });

    it("has Content-Types by the names, and the settings that were given", async () => {
      const folder = fill(newDirectory(), { "a.html": "<p>", b: "b" });
      await runMany([folder], await lease("types/"), { metadata: { team: "blue" }, cacheControl: "no-store" });
      expect(await bucket.head("types/a.html")).toMatchObject({
        ContentType: "text/html; charset=utf-8",
        Metadata: { team: "blue" },
        CacheControl: "no-store",
      });
      expect(await bucket.head("types/b")).toMatchObject({ ContentType: "application/octet-stream" });
    });

    it("goes below the prefix that is named, and only what filters take in", async () => {
      const folder = fill(newDirectory(), { "a.txt": "a", "b.gz": "b", "c/d.txt": "d" });
      const target = { bucket: bucket.bucket, prefix: "filtered/below/" };
      const filters = [
        { kind: "exclude", pattern: "*" },
        { kind: "include", pattern: "*.txt" },
      ] as const;
      const { words } = await runMany([folder], await lease("filtered/"), { target, filters });
      expect(words).toEqual(["uploaded a.txt", "uploaded c/d.txt"]);
      expect(Object.keys(await objectsBelow(bucket, "filtered/"))).toEqual(["below/a.txt", "below/c/d.txt"]);
    });

    it("uploads what links lead to, or leaves them out", async () => {
      const folder = fill(newDirectory(), { a: "a" });
      symlinkSync("a", join(folder, "b"));
      expect((await runMany([folder], await lease("links/"))).words).toEqual(["uploaded a", "uploaded b"]);
      const { sum, words } = await runMany([folder], await lease("links/"), { followsLinks: false });
      expect({ words, skipped: sum.skipped }).toEqual({ words: ["skipped b", "uploaded a"], skipped: 1 });
    });

    it("tells how far it has come", async () => {
      const folder = fill(newDirectory(), { a: "a", b: noise(2 * MIB), c: "ccc" });
      let last: ManyProgress | undefined;
      await runMany([folder], await lease("progress/"), { onProgress: (progress) => (last = progress) });
      const bytes = 2 * MIB + 4;
      expect(last).toMatchObject({ foundFiles: 3, doneFiles: 3, foundBytes: bytes, doneBytes: bytes, isWalked: true });
      expect(last?.inFlight).toEqual([]);
    });

    it("sends nothing on a dry run, and needs no lease for it", async () => {
      const folder = fill(newDirectory(), { a: "abc", "b/c": "d" });
      const target = { bucket: bucket.bucket, prefix: "dry/" };
      const { sum, words } = await runMany([folder], [], { target, dryRun: true });
      expect(words).toEqual(["planned a", "planned b/c"]);
      expect(sum).toMatchObject({ planned: 2, plannedBytes: 4, uploaded: 0 });
      expect(await objectsBelow(bucket, "dry/")).toEqual({});
    });
  });

  describe("leases of several files", () => {
    it("cover them between them, and no other file", async () => {
      const folder = fill(newDirectory(), { a: "a", b: "b", c: "c" });
      const options = {
        roleArn: bucket.roleArn,
        region: emulator.region,
        endpointUrl: emulator.endpoint,
        credentials: bucket.user,
      };
      const one = await createLeases(parseScope(`s3://${bucket.bucket}/exact/a`), options);
      const other = await createLeases(parseScope(`s3://${bucket.bucket}/exact/b`), options);
      const target = { bucket: bucket.bucket, prefix: "exact/" };
      const { words, outcomes } = await runMany([folder], [...one, ...other], { target });
      expect(words).toEqual(["failed c", "uploaded a", "uploaded b"]);
      expect(outcomes.find(({ key }) => key === "exact/c")).toMatchObject({ error: { code: "LeaseScopeExceeded" } });
    });

    it("must be for the place, and grant what is to be done", async () => {
      const folder = fill(newDirectory(), { a: "a" });
      const target = { bucket: bucket.bucket, prefix: "elsewhere/" };
      expect((await refusedBy(runMany([folder], await lease("here/"), { target }))).code).toBe("LeaseScopeExceeded");
      expect((await refusedBy(runMany([folder], await lease("here/"), { sync: true }))).code).toBe(
        "LeaseScopeExceeded",
      );
      const acl = "private" as const;
      expect((await refusedBy(runMany([folder], await lease("here/"), { acl }))).code).toBe("LeaseScopeExceeded");
      const expired = { ...sampleLease.credentials, expiration: new Date(0) };
      const old = {
        ...sampleLease,
        scope: { bucket: "b", prefix: "p/", actions: ["upload"] as const },
        credentials: expired,
      };
      expect((await refusedBy(runMany([folder], old))).code).toBe("LeaseExpired");
    });

    it("are enforced by S3, whatever is tried with them", async () => {
      const wide = await lease("narrow/");
      const lying = { ...wide, scope: { ...wide.scope, prefix: "other/" } };
      const { outcomes } = await runMany([fill(newDirectory(), { a: "a" })], lying);
      expect(outcomes).toMatchObject([{ outcome: "failed", error: { awsCode: "AccessDenied" } }]);
      expect(await objectsBelow(bucket, "other/")).toEqual({});
    });
  });

  describe("a file that fails", () => {
    it("does not keep the others from being sent", async () => {
      const folder = fill(newDirectory(), { a: "a", "denied/b": "b", z: "z" });
      symlinkSync("nowhere", join(folder, "dangling"));
      const Statement = [
        {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:PutObject",
          Resource: `arn:aws:s3:::${bucket.bucket}/some/denied/*`,
        },
      ];
      const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
      await bucket.s3.send(new PutBucketPolicyCommand({ Bucket: bucket.bucket, Policy }));
      const { sum, words } = await runMany([folder], await lease("some/"));
      expect(words).toEqual(["failed dangling", "failed denied/b", "uploaded a", "uploaded z"]);
      expect(sum.failures.map(({ error }) => error.code).sort()).toEqual(["FileUnreadable", "ServiceError"]);
      expect(sum).toMatchObject({ uploaded: 2, failed: 2 });
    });
  });

  describe("an upload that leaves out what is there", () => {
    const sync = (folder: string, prefix: string, options = {}) =>
      lease(prefix, ["upload", "read", "list"]).then((taken) => runMany([folder], taken, { sync: true, ...options }));

    it("sends what is new or changed, and nothing else", async () => {
      const files = { a: "aaa", b: "bbb", "c/d": "ddd", large: noise(17 * MIB, 7), medium: noise(2 * MIB, 8) };
      const folder = fill(newDirectory(), files);
      expect((await sync(folder, "sync/")).sum).toMatchObject({ uploaded: 5, unchanged: 0 });
      const touched = new Date(0);
      utimesSync(join(folder, "a"), touched, touched);
      writeFileSync(join(folder, "b"), "BBB");
      writeFileSync(join(folder, "c", "e"), "new");
      const { sum, words } = await sync(folder, "sync/");
      expect(words).toEqual([
        "skipped a",
        "skipped c/d",
        "skipped large",
        "skipped medium",
        "uploaded b",
        "uploaded c/e",
      ]);
      expect(sum).toMatchObject({ uploaded: 2, unchanged: 4, skipped: 0, failed: 0 });
      expect(await objectsBelow(bucket, "sync/")).toEqual(digestsOf({ ...files, b: "BBB", "c/e": "new" }));
    });

    it("notices a large file of the same size that changed", async () => {
      const folder = fill(newDirectory(), { large: noise(17 * MIB, 7) });
      await sync(folder, "changed/");
      writeFileSync(join(folder, "large"), noise(17 * MIB, 8));
      expect((await sync(folder, "changed/")).words).toEqual(["uploaded large"]);
    });

    // The list is read by the main thread, whoever sends: once is enough for a thousand files.
    it.runIf(threads === 0)("finds names of any form, and more than one list holds", async () => {
      const names = Array.from({ length: 1_005 }, (_, i) => [`f${i}`, ""] as const);
      const folder = fill(newDirectory(), { ...Object.fromEntries(names), "a+b %20\nc": "x", ü: "y" });
      await sync(folder, "pages/");
      expect((await sync(folder, "pages/")).sum).toMatchObject({ uploaded: 0, unchanged: 1_007 });
    });

    it("asks for each file that is named", async () => {
      const folder = fill(newDirectory(), { a: "a", b: "b" });
      const taken = await lease("named/", ["upload", "read", "list"]);
      await runMany([join(folder, "a")], taken);
      const { words } = await runMany([join(folder, "a"), join(folder, "b")], taken, { sync: true });
      expect(words).toEqual(["skipped a", "uploaded b"]);
    });

    it("says what it would do", async () => {
      const folder = fill(newDirectory(), { a: "a" });
      await sync(folder, "plan/");
      writeFileSync(join(folder, "b"), "b");
      expect((await sync(folder, "plan/", { dryRun: true })).words).toEqual(["planned b", "skipped a"]);
      expect(Object.keys(await objectsBelow(bucket, "plan/"))).toEqual(["a"]);
    });
  });
});
