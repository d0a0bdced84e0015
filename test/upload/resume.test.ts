import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { type UploadEvent, type UploadOptions, upload } from "../../src/upload/index.ts";
import { startTestEmulator } from "../support/emulator.ts";
import { type Fault, type FaultProxy, type ProxiedRequest, startFaultProxy } from "../support/fault-proxy.ts";
import { refusedBy } from "../support/refused-by.ts";
import { temporaryDirectories } from "../support/temporary-directory.ts";
import { digest, type LeasedBucket, leasedBucket, noise } from "./leased-bucket.ts";

const MIB = 1024 ** 2;
const PART_BYTES = 5 * MIB;
const CONTENT = noise(2 * PART_BYTES + 5);
const newDirectory = temporaryDirectories();
const retry = { attempts: 1, baseMilliseconds: 1, mostMilliseconds: 2 };

let emulator: Emulator;
let bucket: LeasedBucket;
let proxy: FaultProxy;
let faultFor: (request: ProxiedRequest) => Fault | undefined;
let directory: string;
let file: string;
let journalFolder: string;

beforeAll(async () => {
  emulator = await startTestEmulator();
  bucket = await leasedBucket(emulator);
});
beforeEach(async () => {
  directory = newDirectory();
  file = join(directory, "large.bin");
  journalFolder = join(directory, "state", "uploads");
  writeFileSync(file, CONTENT);
  faultFor = () => undefined;
  proxy = await startFaultProxy(
    () => emulator.endpoint,
    (request) => faultFor(request),
  );
});
afterEach(() => proxy.close());
afterAll(() => emulator.close());

/** Refuses one part for good, once those before it are confirmed. */
const refusing =
  (number: number) =>
  ({ target }: ProxiedRequest): Fault | undefined =>
    target.includes(`partNumber=${number}&`) ? { kind: "refuse", status: 503, code: "SlowDown" } : undefined;

async function put(key: string, options: UploadOptions = {}): Promise<UploadEvent[]> {
  const events: UploadEvent[] = [];
  await upload(file, await bucket.lease(key, proxy.endpoint), {
    partBytes: PART_BYTES,
    // One at a time, so that it is known which parts are confirmed.
    mostInFlight: 1,
    retry,
    journalFolder,
    onEvent: (event) => events.push(event),
    ...options,
  });
  return events;
}

/** Uploads until a part is refused, and stops. */
async function putUntil(number: number, key: string): Promise<void> {
  faultFor = refusing(number);
  expect((await refusedBy(put(key))).code).toBe("ServiceError");
  faultFor = () => undefined;
}

/** The numbers of the parts that were sent from a request on. */
function partsSince(count: number): readonly number[] {
  return proxy.requests.slice(count).flatMap(({ target }) => {
    const number = /partNumber=(\d+)&/.exec(target)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}

describe("an upload that stopped", () => {
  it("goes on with the parts that are missing, and forgets its journal", async () => {
    await putUntil(3, "goes-on");
    const [journal = ""] = readdirSync(journalFolder);
    expect(statSync(join(journalFolder, journal)).mode & 0o777).toBe(0o600);
    expect(statSync(journalFolder).mode & 0o777).toBe(0o700);
    const before = proxy.requests.length;
    expect(await put("goes-on")).toEqual([
      { event: "resumed", confirmedBytes: 2 * PART_BYTES, totalBytes: CONTENT.length },
    ]);
    expect(partsSince(before)).toEqual([3]);
    expect(await bucket.digestOf("goes-on")).toBe(digest(CONTENT));
    expect(readdirSync(journalFolder)).toEqual([]);
  });

  it("believes S3 about parts that the journal does not have, or has wrongly", async () => {
    await putUntil(3, "asks");
    const path = join(journalFolder, readdirSync(journalFolder)[0] ?? "");
    const lines = readFileSync(path, "utf8").split("\n");
    // The first part's line was lost, and the second one's was being written when the process was killed.
    writeFileSync(path, [lines[0], lines[2]?.slice(0, 20)].join("\n"));
    const before = proxy.requests.length;
    await put("asks");
    expect(partsSince(before)).toEqual([3]);
    expect(await bucket.digestOf("asks")).toBe(digest(CONTENT));
  });

  it("believes its journal where the lease may not list parts", async () => {
    await putUntil(3, "trusts");
    const before = proxy.requests.length;
    faultFor = ({ method }) => (method === "GET" ? { kind: "refuse", status: 403, code: "AccessDenied" } : undefined);
    await put("trusts");
    expect(partsSince(before)).toEqual([3]);
    expect(await bucket.digestOf("trusts")).toBe(digest(CONTENT));
  });

  it.each<[string, (path: string) => void]>([
    ["another byte in what was confirmed", (path) => writeAt(path, 7)],
    ["another size", (path) => truncateSync(path, 9 * MIB)],
  ])("starts anew for a file with %s, and aborts the old upload", async (name, change) => {
    await putUntil(3, name);
    change(file);
    const before = proxy.requests.length;
    expect(await put(name)).toEqual([{ event: "restarted" }]);
    expect(partsSince(before)[0]).toBe(1);
    expect(await bucket.digestOf(name)).toBe(digest(readFileSync(file)));
    expect(await bucket.openUploads()).toBe(0);
  });

  it("starts anew where the object is to be another one", async () => {
    await putUntil(3, "typed");
    expect(await put("typed", { contentType: "text/x-own" })).toEqual([{ event: "restarted" }]);
    expect(await bucket.head("typed")).toMatchObject({ ContentType: "text/x-own" });
    expect(await bucket.openUploads()).toBe(0);
  });

  it("goes on with a file that changed only where nothing was sent yet", async () => {
    await putUntil(3, "later-change");
    writeAt(file, 2 * PART_BYTES + 2);
    const before = proxy.requests.length;
    await put("later-change");
    expect(partsSince(before)).toEqual([3]);
    expect(await bucket.digestOf("later-change")).toBe(digest(readFileSync(file)));
  });

  it("starts anew where S3 does not know it any more", async () => {
    await putUntil(3, "gone");
    const [journal = ""] = readdirSync(journalFolder);
    const path = join(journalFolder, journal);
    writeFileSync(path, readFileSync(path, "utf8").replace(/"uploadId":"[^"]+/, '"uploadId":"gone'));
    expect(await put("gone")).toEqual([{ event: "restarted" }]);
    expect(await bucket.digestOf("gone")).toBe(digest(CONTENT));
  });

  it("sends nothing again where only the completion's answer was lost", async () => {
    faultFor = ({ method, target }) =>
      method === "POST" && target.includes("uploadId=") ? { kind: "truncate" } : undefined;
    expect((await refusedBy(put("completed"))).code).toBe("UploadFailed");
    faultFor = () => undefined;
    const before = proxy.requests.length;
    await put("completed");
    expect(partsSince(before)).toEqual([]);
    expect(await bucket.digestOf("completed")).toBe(digest(CONTENT));
  });

  it("is another one for another key", async () => {
    await putUntil(3, "one");
    expect(await put("two")).toEqual([]);
    expect(readdirSync(journalFolder)).toHaveLength(1);
  });

  it("is aborted where the file became small enough for one PUT", async () => {
    await putUntil(3, "small");
    writeFileSync(file, "small");
    await put("small");
    expect(await bucket.digestOf("small")).toBe(digest(Buffer.from("small")));
    expect(readdirSync(journalFolder)).toEqual([]);
  });
});

describe("a file that changes while it is uploaded", () => {
  it.each<[string, (path: string) => void]>([
    ["is written to", (path) => writeAt(path, 3)],
    ["becomes longer", (path) => writeFileSync(path, "more", { flag: "a" })],
    ["becomes shorter", (path) => truncateSync(path, 7 * MIB)],
  ])("and %s makes no object", async (name, change) => {
    let isDone = false;
    faultFor = ({ target }) => {
      if (target.includes("partNumber=2&") && !isDone) {
        isDone = true;
        change(file);
      }
      return undefined;
    };
    expect((await refusedBy(put(name))).code).toBe("FileChanged");
    expect(await bucket.digestOf(name)).toBeUndefined();
  });
});

describe("two uploads of one file to one object", () => {
  it("are one too many", async () => {
    faultFor = () => ({ kind: "delay", milliseconds: 50 });
    const [first, second] = await Promise.allSettled([put("twice"), put("twice")]);
    const failed = [first, second].filter((result) => result.status === "rejected");
    expect(failed).toHaveLength(1);
    expect(failed[0]?.reason).toMatchObject({ code: "UploadBusy" });
    expect(await bucket.digestOf("twice")).toBe(digest(CONTENT));
  });

  it("are one where the other's process is dead", async () => {
    await putUntil(3, "dead");
    const [journal = ""] = readdirSync(journalFolder);
    // No process has this id: Linux and macOS end below.
    writeFileSync(join(journalFolder, journal.replace(".jsonl", ".lock")), `99999999 ${hostname()} 1`);
    await put("dead");
    expect(await bucket.digestOf("dead")).toBe(digest(CONTENT));
  });
});

function writeAt(path: string, offset: number): void {
  const content = readFileSync(path);
  content[offset] = (content[offset] ?? 0) ^ 1;
  writeFileSync(path, content);
}
