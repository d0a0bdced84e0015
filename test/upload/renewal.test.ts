import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { type Lease, leaseFromProcess, leaseFromUrl, type ServiceError } from "../../src/lease/index.ts";
import { listUnfinished, type UploadEvent, type UploadOptions, upload } from "../../src/upload/index.ts";
import { startTestEmulator } from "../support/emulator.ts";
import { type FakeAnswer, startFakeServer } from "../support/fake-server.ts";
import { type FaultProxy, type ProxiedRequest, startFaultProxy } from "../support/fault-proxy.ts";
import { refusedBy } from "../support/refused-by.ts";
import { temporaryDirectories } from "../support/temporary-directory.ts";
import { uploadFolder } from "./fake-s3.ts";
import { digest, type LeasedBucket, leasedBucket, noise } from "./leased-bucket.ts";

const PART_BYTES = 5 * 1024 ** 2;
const CONTENT = noise(2 * PART_BYTES + 9);
const folder = uploadFolder();
const newDirectory = temporaryDirectories();
const file = folder.write("large.bin", CONTENT);
let emulator: Emulator;
let bucket: LeasedBucket;
let proxy: FaultProxy | undefined;
beforeAll(async () => {
  emulator = await startTestEmulator();
  bucket = await leasedBucket(emulator);
});
afterEach(() => proxy?.close());
afterAll(async () => {
  await emulator.close();
  folder.remove();
});

/** Uploads, with the clock moved forward as the second part arrives. */
async function uploadWhile(
  key: string,
  seconds: number,
  options: (lease: Lease, endpoint: string) => UploadOptions = () => ({}),
): Promise<{ lease: Lease; events: readonly UploadEvent[] }> {
  let isMoved = false;
  proxy = await startFaultProxy(
    () => emulator.endpoint,
    ({ target }: ProxiedRequest) => {
      if (target.includes("partNumber=2&") && !isMoved) {
        isMoved = true;
        emulator.advanceClock(seconds);
      }
      return undefined;
    },
  );
  const lease = await bucket.lease(key, proxy.endpoint);
  const events: UploadEvent[] = [];
  await upload(file, lease, {
    partBytes: PART_BYTES,
    mostInFlight: 1,
    retry: { attempts: 1, baseMilliseconds: 1, mostMilliseconds: 1 },
    clock: { now: () => emulator.now() },
    onEvent: (event) => events.push(event),
    ...options(lease, proxy.endpoint),
  });
  return { lease, events };
}

describe("a lease of 900 seconds that nears its end in flight", () => {
  it("is renewed before, and the upload goes on", async () => {
    let taken = 0;
    const { lease, events } = await uploadWhile("early", 700, (_, endpoint) => ({
      renew: () => {
        taken += 1;
        return bucket.lease("early", endpoint);
      },
    }));
    expect(taken).toBe(1);
    expect(events).toEqual([{ event: "renewed", leaseId: expect.any(String), expiresAt: expect.any(Date) }]);
    expect(events[0]).not.toMatchObject({ leaseId: lease.id });
    expect(await bucket.digestOf("early")).toBe(digest(CONTENT));
  });

  it("is renewed where S3 calls it expired first", async () => {
    // The clock here stands still, so only S3's word says that the lease is over.
    const start = emulator.now();
    let offset = 0;
    const { events } = await uploadWhile("by-s3", 901, (_, endpoint) => ({
      clock: { now: () => new Date(start.getTime() + offset) },
      renew: async () => {
        offset = emulator.now().getTime() - start.getTime();
        return bucket.lease("by-s3", endpoint);
      },
    }));
    expect(events).toHaveLength(1);
    expect(await bucket.digestOf("by-s3")).toBe(digest(CONTENT));
  });

  it("is used to its end where the renewal fails", async () => {
    let tried = 0;
    const { lease, events } = await uploadWhile("still-alive", 700, () => ({
      renew: async () => {
        tried += 1;
        throw new Error("a text that may hold anything");
      },
    }));
    expect(tried).toBe(1);
    const expiresAt = lease.credentials.expiration;
    expect(events).toEqual([{ event: "renewal-failed", reason: "something unexpected happened", expiresAt }]);
    expect(await bucket.digestOf("still-alive")).toBe(digest(CONTENT));
  });

  it("is not replaced by one for another object", async () => {
    const error = await refusedBy(
      uploadWhile("other", 901, (_, endpoint) => ({ renew: () => bucket.lease("elsewhere", endpoint) })),
    );
    expect(error.code).toBe("LeaseScopeExceeded");
  });

  it("ends the upload where there is no way to another, with all kept that is confirmed", async () => {
    const journalFolder = newDirectory();
    const error = await refusedBy(uploadWhile("kept", 901, () => ({ journalFolder })));
    expect(["LeaseExpired", "ServiceError"]).toContain(error.code);
    if (error.code === "ServiceError") expect((error as ServiceError).awsCode).toBe("ExpiredToken");
    const before = proxy?.requests.length ?? 0;
    const events: UploadEvent[] = [];
    await upload(file, await bucket.lease("kept", proxy?.endpoint), {
      partBytes: PART_BYTES,
      journalFolder,
      clock: { now: () => emulator.now() },
      onEvent: (event) => events.push(event),
    });
    expect(events).toMatchObject([{ event: "resumed" }]);
    const sent = proxy?.requests.slice(before).filter(({ target }) => target.includes("partNumber=1&"));
    expect(sent).toEqual([]);
    expect(await bucket.digestOf("kept")).toBe(digest(CONTENT));
  });

  it("is not taken for renewed where the same one, or one that ends sooner, is given again", async () => {
    let taken = 0;
    const { events } = await uploadWhile("same", 700, (lease) => ({
      renew: async () => {
        taken += 1;
        const expiration = new Date(lease.credentials.expiration.getTime() - 60_000);
        return taken === 1 ? lease : { ...lease, credentials: { ...lease.credentials, expiration } };
      },
    }));
    expect({ taken, events }).toEqual({ taken: 1, events: [] });
    expect(await bucket.digestOf("same")).toBe(digest(CONTENT));
  });

  it("ends the upload with S3's word where the same one is given again once it is over there", async () => {
    const start = emulator.now();
    const error = await refusedBy(
      uploadWhile("over", 901, (lease) => ({ clock: { now: () => start }, renew: async () => lease })),
    );
    expect(error).toMatchObject({ code: "ServiceError", awsCode: "ExpiredToken" });
  });
});

/** What comes in the place of another lease, by its name, and the code that the upload ends with. */
const BROKEN: readonly (readonly [name: string, code: string, answer: FakeAnswer])[] = [
  ["a refusal", "LeaseUnavailable", { status: 503 }],
  ["garbage", "LeaseMalformed", { status: 200, body: "<html>" }],
  ["too much", "LeaseMalformed", { status: 200, body: " ".repeat(2 * 1024 ** 2) }],
];

describe("an upload whose lease is over, and whose renewal gives", () => {
  it.each(BROKEN)("%s, ends as %s and keeps its journal", async (_, code, answer) => {
    const server = await startFakeServer(() => answer);
    const journalFolder = newDirectory();
    const ended = uploadWhile("broken", 901, () => ({ journalFolder, renew: leaseFromUrl(server.endpoint) }));
    expect((await refusedBy(ended)).code).toBe(code);
    await server.close();
    expect(await listUnfinished(journalFolder)).toMatchObject([{ confirmedBytes: PART_BYTES }]);
  });

  it.each<[string, string, (lease: Lease) => Lease]>([
    ["one for another object", "LeaseScopeExceeded", (lease) => ({ ...lease, scope: { ...lease.scope, key: "b" } })],
    [
      "one that is over",
      "LeaseExpired",
      (lease) => ({ ...lease, credentials: { ...lease.credentials, expiration: emulator.now() } }),
    ],
  ])("%s, ends as %s and keeps its journal", async (_, code, change) => {
    const journalFolder = newDirectory();
    const ended = uploadWhile("changed", 901, (lease) => ({ journalFolder, renew: async () => change(lease) }));
    expect((await refusedBy(ended)).code).toBe(code);
    expect(await listUnfinished(journalFolder)).toMatchObject([{ confirmedBytes: PART_BYTES }]);
  });

  it("a command that fails, ends as LeaseUnavailable and keeps its journal", async () => {
    const journalFolder = newDirectory();
    const renew = leaseFromProcess([process.execPath, "-e", "process.exit(1)"]);
    const error = await refusedBy(uploadWhile("failed", 901, () => ({ journalFolder, renew })));
    expect(error.code).toBe("LeaseUnavailable");
    expect(await listUnfinished(journalFolder)).toMatchObject([{ confirmedBytes: PART_BYTES }]);
  });
});
