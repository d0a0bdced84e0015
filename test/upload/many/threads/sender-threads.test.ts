import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import type { Lease, ScopeAction } from "../../../../src/lease/index.ts";
import {
  type FileOutcome,
  type ManyEvent,
  type ManyUploaded,
  type UploadManyOptions,
  uploadMany,
} from "../../../../src/upload/index.ts";
import { uploadWithThreads } from "../../../../src/upload/many/upload-many.ts";
import { startTestEmulator } from "../../../support/emulator.ts";
import { type Fault, type FaultProxy, type ProxiedRequest, startFaultProxy } from "../../../support/fault-proxy.ts";
import { refusedBy } from "../../../support/refused-by.ts";
import { temporaryDirectories } from "../../../support/temporary-directory.ts";
import { type LeasedBucket, leasedBucket, noise } from "../../leased-bucket.ts";
import { digestsOf, fill, objectsBelow, QUICK_RETRY } from "../many-bucket.ts";
import { changedProgram, senderProgram } from "./sender-program.ts";

const newDirectory = temporaryDirectories();
let emulator: Emulator;
let bucket: LeasedBucket;
let proxy: FaultProxy | undefined;
beforeAll(async () => {
  emulator = await startTestEmulator();
  bucket = await leasedBucket(emulator);
});
afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
});
afterAll(() => emulator.close());

type Limits = { readonly actions?: readonly ScopeAction[]; readonly conditions?: { readonly writeOnce: true } };

async function leaseThrough(
  prefix: string,
  faultFor: (request: ProxiedRequest) => Fault | undefined | Promise<Fault | undefined> = () => undefined,
  limits: Limits = {},
): Promise<Lease> {
  proxy = await startFaultProxy(() => emulator.endpoint, faultFor);
  return bucket.lease(prefix, proxy.endpoint, limits);
}

const filesOf = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${String(i).padStart(4, "0")}`, `content ${i}`]));

interface With {
  readonly program?: URL;
  readonly threads?: number;
  /** Started only where it is worth it. */
  readonly isLate?: boolean;
}

async function send(
  files: string,
  leases: Lease,
  { program, threads = 2, isLate = false, ...options }: UploadManyOptions & With = {},
): Promise<ManyUploaded> {
  const start = { most: threads, leastWaiting: 0, isEager: !isLate, program: program ?? (await senderProgram()) };
  return uploadWithThreads([files], { leases, options: { retry: QUICK_RETRY, ...options }, start });
}

/** A program whose threads write each message to a file before they tell it. */
async function recording(name: string): Promise<{ readonly program: URL; readonly read: () => string }> {
  const log = join(newDirectory(), "log");
  const program = await changedProgram(
    name,
    `parentPort.postMessage = (report) => {
      appendFileSync(${JSON.stringify(log)}, JSON.stringify(report) + "\\n");
      post(report);
    };`,
  );
  return { program, read: () => (existsSync(log) ? readFileSync(log, "utf8") : "") };
}

/** A program whose threads end themselves instead of telling what became of files. */
const mute = (): Promise<URL> =>
  changedProgram(
    "mute",
    "parentPort.postMessage = (report) => (report.report === 'files' ? process.exit(1) : post(report));",
  );

describe("threads that send", () => {
  it("have their share of the files, and keep within what may be in flight", async () => {
    const files = filesOf(80);
    const { program, read } = await recording("share");
    let inFlight = 0;
    let most = 0;
    const lease = await leaseThrough("share/", async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await pause(30);
      inFlight -= 1;
      return undefined;
    });
    const sum = await send(fill(newDirectory(), files), lease, { program, mostFilesInFlight: 5 });
    expect(sum).toMatchObject({ uploaded: 80, failed: 0 });
    expect(await objectsBelow(bucket, "share/")).toEqual(digestsOf(files));
    expect(most).toBeLessThanOrEqual(5);
    const uploaded = read().split('"kind":"uploaded"').length - 1;
    expect(uploaded).toBeGreaterThan(20);
    expect(uploaded).toBeLessThan(80);
    for (const secret of [lease.credentials.secretAccessKey, lease.credentials.sessionToken]) {
      expect(read()).not.toContain(secret);
    }
  });

  it("are none where one file may be in flight, or a clock is given", async () => {
    const { program, read } = await recording("none");
    const folder = fill(newDirectory(), filesOf(5));
    await send(folder, await leaseThrough("none/"), { program, mostFilesInFlight: 1 });
    await send(folder, await leaseThrough("none/"), { program, clock: { now: () => new Date() } });
    expect(read()).toBe("");
  });

  it("can be asked for within bounds", async () => {
    const folder = fill(newDirectory(), { a: "a" });
    for (const senderThreads of [-1, 1.5, 17, Number.NaN]) {
      const error = await refusedBy(uploadMany([folder], await bucket.lease("bounds/"), { senderThreads }));
      expect(error.code).toBe("ArgumentInvalid");
    }
    expect(await uploadMany([folder], await bucket.lease("bounds/"), { senderThreads: 0 })).toMatchObject({
      uploaded: 1,
    });
  });

  it("leave files to the main thread that have grown since they were found", async () => {
    const files = filesOf(300);
    const folder = fill(newDirectory(), files);
    const grown = noise(2 ** 20 + 1, 3);
    const sum = await send(folder, await leaseThrough("grown/"), {
      mostFilesInFlight: 8,
      onFile: ({ key }) => {
        if (key === "grown/f0000") writeFileSync(join(folder, "f0299"), grown);
      },
    });
    expect(sum).toMatchObject({ uploaded: 300, failed: 0 });
    expect(await bucket.digestOf("grown/f0299")).toBe(digestsOf({ grown }).grown);
  });

  it("tell what kept a file from being sent, as the main thread does", async () => {
    const lease = await leaseThrough("refused/", ({ target }) =>
      target.endsWith("f0007") ? { kind: "refuse", status: 403, code: "AccessDenied" } : undefined,
    );
    const folder = fill(newDirectory(), filesOf(20));
    const told = [];
    for (const threads of [0, 2]) {
      const { failures } = await send(folder, lease, { threads, program: await senderProgram() });
      const [{ error, ...rest } = { error: undefined }] = failures;
      told.push({ ...rest, ...error, message: error?.message, name: error?.name });
    }
    expect(told[0]).toMatchObject({ key: "refused/f0007", awsCode: "AccessDenied", name: "ServiceError" });
    expect(told[1]).toEqual(told[0]);
  });
});

describe("an upload whose threads do not work", () => {
  it("is done by the main thread where there is no file for them", async () => {
    const program = pathToFileURL(join(newDirectory(), "missing.js"));
    expect(await send(fill(newDirectory(), filesOf(60)), await leaseThrough("missing/"), { program })).toMatchObject({
      uploaded: 60,
      failed: 0,
    });
  });

  it("is done by the main thread where they never get ready", async () => {
    const marker = join(newDirectory(), "started");
    const program = pathToFileURL(join(newDirectory(), "silent.mjs"));
    writeFileSync(
      program,
      `import { writeFileSync } from "node:fs";
       writeFileSync(${JSON.stringify(marker)}, "");
       setInterval(() => {}, 1000);`,
    );
    const folder = fill(newDirectory(), filesOf(600));
    const sum = await send(folder, await leaseThrough("silent/"), { program, isLate: true });
    expect(sum).toMatchObject({ uploaded: 600, failed: 0 });
    // The emulator is in this very thread, so that it computes all of the time.
    expect(existsSync(marker)).toBe(true);
  });

  it("is done by the main thread where they break in the middle", async () => {
    const program = await changedProgram(
      "breaking",
      `let jobs = 0;
       parentPort.on("message", ({ order, jobs: more = [] }) => {
         jobs += more.length;
         if (jobs > 50) throw new Error("broken by the test");
       });`,
    );
    const files = filesOf(400);
    const outcomes: string[] = [];
    const sum = await send(fill(newDirectory(), files), await leaseThrough("breaking/"), {
      program,
      onFile: ({ outcome, key = "" }) => outcomes.push(`${outcome} ${key.slice("breaking/".length)}`),
    });
    expect(sum).toMatchObject({ uploaded: 400, failed: 0 });
    expect(outcomes.sort()).toEqual(Object.keys(files).map((name) => `uploaded ${name}`));
    expect(await objectsBelow(bucket, "breaking/")).toEqual(digestsOf(files));
  });

  it("knows its own objects again that may be written once", async () => {
    const limits = { actions: ["upload", "read"], conditions: { writeOnce: true } } as const;
    const files = filesOf(60);
    const lease = await leaseThrough("once/", undefined, limits);
    const sum = await send(fill(newDirectory(), files), lease, { program: await mute() });
    expect(sum).toMatchObject({ uploaded: 60, failed: 0 });
    expect(await objectsBelow(bucket, "once/")).toEqual(digestsOf(files));
    expect(proxy?.requests.some(({ method }) => method === "HEAD")).toBe(true);
    const changed = { ...files, f0000: "another" };
    const again = await send(fill(newDirectory(), changed), lease, { program: await mute() });
    expect(again.failures.find(({ key }) => key === "once/f0000")).toMatchObject({
      error: { awsCode: "PreconditionFailed" },
    });
    expect(await objectsBelow(bucket, "once/")).toEqual(digestsOf(files));
  });

  it("claims nothing where it may not look", async () => {
    const lease = await leaseThrough("blind/", undefined, { conditions: { writeOnce: true } });
    const { failures, uploaded } = await send(fill(newDirectory(), filesOf(60)), lease, { program: await mute() });
    expect(uploaded + failures.length).toBe(60);
    expect(failures.length).toBeGreaterThan(0);
    expect(new Set(failures.map(({ error }) => error.code))).toEqual(new Set(["UploadUncertain"]));
  });
});

describe("leases in threads", () => {
  const expiring = (lease: Lease, seconds: number): Lease => ({
    ...lease,
    credentials: { ...lease.credentials, expiration: new Date(Date.now() + seconds * 1000) },
  });

  it("are renewed by the main thread, once for all, where S3 calls them expired", async () => {
    let renewals = 0;
    const events: ManyEvent[] = [];
    const files = filesOf(200);
    const lease = await leaseThrough("expired/", ({ count, headers }) =>
      count > 20 && headers.authorization?.includes(lease.credentials.accessKeyId)
        ? { kind: "refuse", status: 400, code: "ExpiredToken" }
        : undefined,
    );
    const sum = await send(fill(newDirectory(), files), lease, {
      renew: () => {
        renewals += 1;
        return bucket.lease("expired/", proxy?.endpoint);
      },
      onEvent: (event) => events.push(event),
    });
    expect(sum).toMatchObject({ uploaded: 200, failed: 0 });
    expect({ renewals, events: events.map(({ event }) => event) }).toEqual({ renewals: 1, events: ["renewed"] });
  });

  it("are renewed by the main thread before they end, once for all", async () => {
    let renewals = 0;
    const lease = expiring(await leaseThrough("ending/"), 100);
    const sum = await send(fill(newDirectory(), filesOf(100)), lease, {
      renew: async () => {
        renewals += 1;
        return bucket.lease("ending/", proxy?.endpoint);
      },
    });
    expect(sum).toMatchObject({ uploaded: 100, failed: 0 });
    expect(renewals).toBe(1);
    // While it is renewed it is still alive, and used.
    const isOld = ({ headers }: ProxiedRequest): boolean =>
      headers.authorization?.includes(lease.credentials.accessKeyId) === true;
    expect(proxy?.requests.filter((request) => !isOld(request)).length).toBeGreaterThan(50);
  });

  it("end the upload with what their renewal failed with", async () => {
    const failure = new TypeError("no lease today");
    const lease = await leaseThrough("failing/", ({ headers }) =>
      headers.authorization?.includes(lease.credentials.accessKeyId)
        ? { kind: "refuse", status: 400, code: "ExpiredToken" }
        : undefined,
    );
    const renew = (): Promise<Lease> => Promise.reject(failure);
    await expect(send(fill(newDirectory(), filesOf(100)), lease, { renew })).rejects.toBe(failure);
  });

  it("end the upload where they are over and there is no way to others", async () => {
    const lease = await leaseThrough("over/", () => ({ kind: "delay", milliseconds: 30 }));
    const error = await refusedBy(send(fill(newDirectory(), filesOf(2_000)), expiring(lease, 1)));
    expect(error.code).toBe("LeaseExpired");
  });
});

describe("an upload in threads that is stopped", () => {
  it("ends at once, and tells what was confirmed", async () => {
    const stop = new AbortController();
    const reason = new Error("stopped by the test");
    // Threads that tell of files only when they have sixteen, or are stopped.
    const program = await changedProgram(
      "hesitating",
      `const later = globalThis.setTimeout;
       globalThis.setTimeout = (work, milliseconds) => later(work, milliseconds === 10 ? 1e8 : milliseconds);`,
    );
    const lease = await leaseThrough("stopped/", async ({ count }) => {
      if (count === 70) {
        while (proxy?.requests.slice(0, 60).some(({ status }) => status === undefined)) await pause(10);
        setTimeout(() => stop.abort(reason), 200);
      }
      return count > 60 ? { kind: "delay", milliseconds: 60_000 } : undefined;
    });
    const uploaded: string[] = [];
    const onFile = ({ outcome, key = "" }: FileOutcome): void => {
      if (outcome === "uploaded") uploaded.push(key.slice("stopped/".length));
    };
    const running = send(fill(newDirectory(), filesOf(500)), lease, { signal: stop.signal, onFile, program });
    await expect(running).rejects.toBe(reason);
    expect(uploaded.sort()).toEqual(Object.keys(await objectsBelow(bucket, "stopped/")));
    expect(uploaded.length).toBe(60);
  });
});
