import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator/index.ts";
import type { Lease } from "../../../src/lease/index.ts";
import {
  listUnfinished,
  type ManyEvent,
  type UploadManyOptions,
  type UploadSource,
} from "../../../src/upload/index.ts";
import { startTestEmulator } from "../../support/emulator.ts";
import { type Fault, type FaultProxy, type ProxiedRequest, startFaultProxy } from "../../support/fault-proxy.ts";
import { refusedBy } from "../../support/refused-by.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";
import { type LeasedBucket, leasedBucket, noise } from "../leased-bucket.ts";
import {
  digestsOf,
  fill,
  objectsBelow,
  QUICK_RETRY,
  type RunOptions,
  runMany as runManyIn,
  uploadIn,
} from "./many-bucket.ts";

describe.each([0, 2])("with %i sender threads:", (threads) => {
  const runMany = (sources: readonly UploadSource[], leases: Lease, options: RunOptions = {}) =>
    runManyIn(sources, leases, { threads, ...options });
  const uploadMany = (sources: readonly UploadSource[], leases: Lease, options: UploadManyOptions) =>
    uploadIn(threads, sources, { leases, options });
  const newDirectory = temporaryDirectories();
  const MIB = 1024 ** 2;
  let emulator: Emulator;
  let bucket: LeasedBucket;
  let proxy: FaultProxy;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    bucket = await leasedBucket(emulator);
  });
  afterEach(() => proxy.close());
  afterAll(() => emulator.close());

  async function leaseThrough(
    prefix: string,
    faultFor: (request: ProxiedRequest) => Fault | undefined | Promise<Fault | undefined>,
  ): Promise<Lease> {
    proxy = await startFaultProxy(() => emulator.endpoint, faultFor);
    return bucket.lease(prefix, proxy.endpoint);
  }

  /** Small files, one that is streamed and one in parts. */
  const files = {
    ...Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`small/${i}`, noise(1_000 + i, i + 1)])),
    medium: noise(2 * MIB, 90),
    large: noise(17 * MIB, 91),
  };

  describe("through a network that fails now and then", () => {
    const faults: readonly Fault[] = [
      { kind: "cut", afterBytes: 100 },
      { kind: "truncate" },
      { kind: "refuse", status: 503, code: "SlowDown" },
      { kind: "corrupt", atByte: 5 },
      { kind: "refuse", status: 500, code: "InternalError" },
    ];

    it("every file ends verified, and nothing that was confirmed is sent again", async () => {
      const seen = new Map<string, number>();
      const lease = await leaseThrough("faults/", ({ target, count }) => {
        const tried = (seen.get(target) ?? 0) + 1;
        seen.set(target, tried);
        // Of every other request the first attempt fails, each in another way.
        return tried === 1 && count % 2 === 0 ? faults[(count / 2) % faults.length] : undefined;
      });
      const { sum } = await runMany([fill(newDirectory(), files)], lease);
      expect(sum).toMatchObject({ uploaded: 42, failures: [] });
      expect(await objectsBelow(bucket, "faults/")).toEqual(digestsOf(files));
      expect(await bucket.openUploads()).toBe(0);
      for (const [target, requests] of grouped(proxy.requests)) {
        const confirmed = requests.findIndex(({ status, fault }) => status === 200 && fault === undefined);
        expect({ target, again: requests.length - confirmed - 1 }).toEqual({ target, again: 0 });
      }
    });

    it("a file that cannot be sent fails with what kept it from it, and the others go on", async () => {
      const lease = await leaseThrough("broken/", ({ target }) =>
        target.endsWith("/small/3") ? { kind: "corrupt", atByte: 5 } : undefined,
      );
      const { sum } = await runMany([fill(newDirectory(), files)], lease);
      expect(sum).toMatchObject({ uploaded: 41, failed: 1 });
      expect(sum.failures).toMatchObject([{ key: "broken/small/3", error: { awsCode: "XAmzContentSHA256Mismatch" } }]);
    });
  });

  describe("what concerns all files", () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`f${i}`, "x"]));

    it("ends the upload: credentials that S3 does not know", async () => {
      const lease = await leaseThrough("all/", () => ({ kind: "refuse", status: 403, code: "InvalidAccessKeyId" }));
      const error = await refusedBy(uploadMany([fill(newDirectory(), many)], lease, { retry: QUICK_RETRY }));
      expect(error).toMatchObject({ awsCode: "InvalidAccessKeyId" });
      expect(proxy.requests.length).toBeLessThan(40);
    });

    it("ends the upload: a refusal of one file after the other", async () => {
      const lease = await leaseThrough("all/", () => ({ kind: "refuse", status: 403, code: "AccessDenied" }));
      const error = await refusedBy(uploadMany([fill(newDirectory(), many)], lease, { retry: QUICK_RETRY }));
      expect(error).toMatchObject({ awsCode: "AccessDenied" });
      expect(proxy.requests.length).toBeLessThan(100);
    });

    it("ends the upload: a lease that is over, where there is no way to another", async () => {
      const lease = await leaseThrough("all/", ({ count }) => {
        if (count === 20) emulator.advanceClock(1_000);
        return undefined;
      });
      const clock = { now: () => emulator.now() };
      const error = await refusedBy(uploadMany([fill(newDirectory(), many)], lease, { retry: QUICK_RETRY, clock }));
      expect(["LeaseExpired", "ServiceError"]).toContain(error.code);
    });

    it("does not end it where a lease is renewed, once for all", async () => {
      let renewals = 0;
      const events: ManyEvent[] = [];
      const lease = await leaseThrough("renewed/", ({ count }) => {
        if (count === 20) emulator.advanceClock(1_000);
        return undefined;
      });
      const { sum } = await runMany([fill(newDirectory(), many)], lease, {
        clock: { now: () => emulator.now() },
        renew: () => {
          renewals += 1;
          return bucket.lease("renewed/", proxy.endpoint);
        },
        onEvent: (event) => events.push(event),
      });
      expect(sum).toMatchObject({ uploaded: 200, failed: 0 });
      expect({ renewals, events: events.map(({ event }) => event) }).toEqual({ renewals: 1, events: ["renewed"] });
    });
  });

  describe("an upload that is stopped", () => {
    it("keeps what is confirmed of large files, and goes on with it", async () => {
      const folder = fill(newDirectory(), { large: files.large, a: "a", z: "z" });
      const journalFolder = join(newDirectory(), "journals");
      const stop = new AbortController();
      const lease = await leaseThrough("stopped/", async ({ target }) => {
        if (!target.includes("partNumber=3&") || stop.signal.aborted) return undefined;
        // Stopped once there is something to go on with.
        const isConfirmed = ({ target, status }: ProxiedRequest): boolean =>
          target.includes("partNumber=") && status === 200;
        while (!proxy.requests.some(isConfirmed)) await pause(10);
        setTimeout(() => stop.abort(new Error("stopped by the test")), 200);
        return { kind: "delay", milliseconds: 10_000 };
      });
      const settings = { journalFolder, partBytes: 5 * MIB, retry: QUICK_RETRY };
      const stopped = uploadMany([folder], lease, { ...settings, signal: stop.signal });
      await expect(stopped).rejects.toThrow("stopped by the test");
      const [kept] = await listUnfinished(journalFolder);
      expect(kept).toMatchObject({ key: "stopped/large", isRunning: false });
      const before = proxy.requests.length;
      const events: ManyEvent[] = [];
      const { sum } = await runMany([folder], lease, { ...settings, onEvent: (event) => events.push(event) });
      expect(sum).toMatchObject({ uploaded: 3, failed: 0 });
      expect(events).toMatchObject([{ event: "resumed", file: join(folder, "large") }]);
      const again = proxy.requests.slice(before).filter(({ target }) => target.includes("partNumber="));
      expect(again.length).toBeLessThan(4);
      expect(await listUnfinished(journalFolder)).toEqual([]);
      expect(await bucket.openUploads()).toBe(0);
    });

    it("forgets the parts of a file that is small by now", async () => {
      const folder = fill(newDirectory(), { large: files.large });
      const journalFolder = join(newDirectory(), "journals");
      const lease = await leaseThrough("shrunk/", ({ target }) =>
        target.includes("partNumber=3&") ? { kind: "refuse", status: 403, code: "AccessDenied" } : undefined,
      );
      const settings = { journalFolder, partBytes: 5 * MIB, retry: QUICK_RETRY };
      expect((await runMany([folder], lease, settings)).sum).toMatchObject({ failed: 1 });
      fill(folder, { large: "small" });
      expect((await runMany([folder], lease, settings)).sum).toMatchObject({ uploaded: 1 });
      expect(await listUnfinished(journalFolder)).toEqual([]);
      expect(await bucket.openUploads()).toBe(0);
    });
  });
});

function grouped(requests: readonly ProxiedRequest[]): ReadonlyMap<string, readonly ProxiedRequest[]> {
  const groups = new Map<string, ProxiedRequest[]>();
  for (const request of requests) groups.set(request.target, [...(groups.get(request.target) ?? []), request]);
  return groups;
}
