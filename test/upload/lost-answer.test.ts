import { readdirSync } from "node:fs";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import type { ScopeAction, ServiceError } from "../../src/lease/index.ts";
import { putObject, type UploadEvent, type UploadOptions, upload } from "../../src/upload/index.ts";
import { startTestEmulator } from "../support/emulator.ts";
import { type Fault, type FaultProxy, type ProxiedRequest, startFaultProxy } from "../support/fault-proxy.ts";
import { refusedBy } from "../support/refused-by.ts";
import { temporaryDirectories } from "../support/temporary-directory.ts";
import { uploadFolder } from "./fake-s3.ts";
import { digest, type LeasedBucket, leasedBucket, noise } from "./leased-bucket.ts";

const PART_BYTES = 5 * 1024 ** 2;
const LARGE = noise(PART_BYTES + 99);
const SMALL = noise(2_000, 5);
const READING: readonly ScopeAction[] = ["upload", "read"];
const WRITING: readonly ScopeAction[] = ["upload"];
const retry = { attempts: 3, baseMilliseconds: 1, mostMilliseconds: 2 };
const folder = uploadFolder();
const newDirectory = temporaryDirectories();
const large = folder.write("large.bin", LARGE);
const small = folder.write("small.bin", SMALL);
let emulator: Emulator;
let bucket: LeasedBucket;
let proxy: FaultProxy;
let faultFor: (request: ProxiedRequest) => Fault | undefined | Promise<Fault | undefined>;
beforeAll(async () => {
  emulator = await startTestEmulator();
  bucket = await leasedBucket(emulator);
  proxy = await startFaultProxy(
    () => emulator.endpoint,
    (request) => faultFor(request),
  );
});
afterEach(() => {
  faultFor = () => undefined;
});
afterAll(async () => {
  await proxy.close();
  await emulator.close();
  folder.remove();
});

/** Uploads where an object may be written once. */
async function put(file: string, key: string, options: UploadOptions & { actions: readonly ScopeAction[] }) {
  const { actions, ...rest } = options;
  const lease = await bucket.lease(key, proxy.endpoint, { actions, conditions: { writeOnce: true } });
  return upload(file, lease, { partBytes: PART_BYTES, mostInFlight: 1, retry, ...rest });
}

const isPut = ({ method, target }: ProxiedRequest): boolean => method === "PUT" && !target.includes("partNumber=");
const isCompletion = ({ method, target }: ProxiedRequest): boolean => method === "POST" && target.includes("uploadId=");

/** The answers to the first such requests are these; later ones are left alone. */
function inTurn(
  isMeant: (request: ProxiedRequest) => boolean,
  ...faults: readonly Fault[]
): (request: ProxiedRequest) => Fault | undefined {
  let count = 0;
  return (request) => (isMeant(request) ? faults[count++] : undefined);
}

const lost: Fault = { kind: "truncate" };
const gone: Fault = { kind: "refuse", status: 404, code: "NoSuchUpload" };
/** As for somebody who may list the bucket; for others a missing object is a refused one. */
const notFound = ({ method }: ProxiedRequest): Fault | undefined =>
  method === "HEAD" ? { kind: "refuse", status: 404, code: "NotFound" } : undefined;
const refusal: Fault = { kind: "refuse", status: 412, code: "PreconditionFailed" };

describe("a write-once PUT whose answer was lost", () => {
  it("is found to be done where the lease may read", async () => {
    faultFor = inTurn(isPut, lost);
    const before = proxy.requests.length;
    const { etag, checksum } = await put(small, "own", { actions: READING });
    expect(proxy.requests.slice(before).map(({ method, status }) => [method, status])).toEqual([
      ["PUT", 200],
      ["PUT", 412],
      ["HEAD", 200],
    ]);
    expect({ ETag: etag, ChecksumCRC32: checksum.value }).toMatchObject(await headOf("own"));
    expect(await bucket.digestOf("own")).toBe(digest(SMALL));
  });

  it("is UploadUncertain where it may not, and says that the object may be its own", async () => {
    faultFor = inTurn(isPut, lost);
    const error = await refusedBy(put(small, "unseen", { actions: WRITING }));
    expect(error.code).toBe("UploadUncertain");
    expect(error.message).toContain("may be this upload's own");
    expect(error.message).toContain("this lease may not read it");
    expect(error.hint).toContain("--allow read");
    expect(error.facts).toMatchObject({ awsCode: "PreconditionFailed", operation: "PutObject" });
  });

  it("is refused where another object is there", async () => {
    let count = 0;
    faultFor = async (request) => {
      if (!isPut(request)) return undefined;
      count += 1;
      if (count > 1) return undefined;
      // Somebody else was quicker, and the connection broke before the server saw the first attempt.
      await bucket.s3.send(new PutObjectCommand({ Bucket: bucket.bucket, Key: "taken", Body: noise(2_000, 6) }));
      return { kind: "cut", afterBytes: 0 };
    };
    const error = await refusedBy(put(small, "taken", { actions: READING }));
    expect((error as ServiceError).awsCode).toBe("PreconditionFailed");
    expect(count).toBe(2);
  });

  it("is refused where the object that was there is gone again", async () => {
    const puts = inTurn(isPut, { kind: "cut", afterBytes: 0 }, refusal);
    faultFor = (request) => notFound(request) ?? puts(request);
    const error = await refusedBy(put(small, "vanished", { actions: READING }));
    expect((error as ServiceError).awsCode).toBe("PreconditionFailed");
  });

  it("is not looked for where the first attempt was refused", async () => {
    await put(small, "first", { actions: READING });
    const before = proxy.requests.length;
    const error = await refusedBy(put(small, "first", { actions: READING }));
    expect((error as ServiceError).awsCode).toBe("PreconditionFailed");
    expect(proxy.requests.slice(before).map(({ method }) => method)).toEqual(["PUT"]);
  });

  it("is tried again where its own first attempt is not over yet", async () => {
    faultFor = inTurn(isPut, lost, { kind: "refuse", status: 409, code: "ConditionalRequestConflict" });
    await put(small, "conflict", { actions: READING });
    expect(await bucket.digestOf("conflict")).toBe(digest(SMALL));
  });

  it("is known by its ETag where the server keeps no checksums", async () => {
    const without = (text: string): string => text.replace(/^x-amz-checksum-\w+$/i, "x-other");
    faultFor = (request) => (request.method === "HEAD" ? { kind: "lie", replace: without } : inTurnOnce(request));
    const inTurnOnce = inTurn(isPut, lost);
    const { etag } = await put(small, "by-etag", { actions: READING });
    expect({ ETag: etag }).toMatchObject({ ETag: (await bucket.head("by-etag")).ETag });
    const wrong = (text: string): string => without(text).replace(/^"[0-9a-f]{32}"$/, '"0"');
    const again = inTurn(isPut, lost);
    faultFor = (request) => (request.method === "HEAD" ? { kind: "lie", replace: wrong } : again(request));
    const error = await refusedBy(put(small, "by-wrong-etag", { actions: READING }));
    expect((error as ServiceError).awsCode).toBe("PreconditionFailed");
  });
});

describe("a PUT over a known object (If-Match) whose answer was lost", () => {
  it("is found to be done", async () => {
    const { ETag = "" } = await bucket.s3.send(
      new PutObjectCommand({ Bucket: bucket.bucket, Key: "replaced", Body: "old" }),
    );
    const { credentials, region } = await bucket.lease("replaced", undefined, { actions: READING });
    faultFor = inTurn(isPut, lost);
    const { checksum } = await putObject({
      file: small,
      bucket: bucket.bucket,
      key: "replaced",
      region,
      credentials,
      endpoint: proxy.endpoint,
      headers: { "if-match": ETag },
      retry,
    });
    expect(await headOf("replaced")).toMatchObject({ ChecksumCRC32: checksum.value });
    expect(await bucket.digestOf("replaced")).toBe(digest(SMALL));
  });
});

describe("a completion whose answer was lost", () => {
  it("is answered again by S3", async () => {
    faultFor = inTurn(isCompletion, lost);
    await put(large, "again", { actions: WRITING });
    expect(await bucket.digestOf("again")).toBe(digest(LARGE));
  });

  it.each([
    ["the upload is gone", gone],
    ["an object is there", refusal],
  ])("is found to be done where S3 then says that %s", async (name, answer) => {
    faultFor = inTurn(isCompletion, lost, answer);
    const { etag, checksum } = await put(large, name, { actions: READING, checksum: "SHA256" });
    expect(checksum.type).toBe("COMPOSITE");
    expect({ ETag: etag, ChecksumSHA256: checksum.value }).toMatchObject(await headOf(name, "ChecksumSHA256"));
  });

  it("is UploadUncertain where the lease may not read, and what is known of it is kept", async () => {
    const journalFolder = newDirectory();
    faultFor = inTurn(isCompletion, lost, gone);
    const error = await refusedBy(put(large, "unseen-parts", { actions: WRITING, journalFolder }));
    expect(error.code).toBe("UploadUncertain");
    expect(readdirSync(journalFolder)).toHaveLength(1);
    // With a lease that may read, the next one finds it.
    faultFor = inTurn(isCompletion, gone);
    const events: UploadEvent[] = [];
    await put(large, "unseen-parts", { actions: READING, journalFolder, onEvent: (event) => events.push(event) });
    expect(events).toMatchObject([{ event: "resumed" }]);
    expect(readdirSync(journalFolder)).toEqual([]);
  });

  it("is begun anew where the upload is gone and no object is there", async () => {
    const journalFolder = newDirectory();
    faultFor = (request) =>
      isCompletion(request) ? { kind: "refuse", status: 500, code: "InternalError" } : undefined;
    await refusedBy(put(large, "aborted", { actions: READING, journalFolder }));
    const completions = inTurn(isCompletion, gone);
    faultFor = (request) => notFound(request) ?? completions(request);
    const events: UploadEvent[] = [];
    const onEvent = (event: UploadEvent): void => void events.push(event);
    await put(large, "aborted", { actions: READING, journalFolder, onEvent });
    expect(events.map(({ event }) => event)).toEqual(["resumed", "restarted"]);
    expect(await bucket.digestOf("aborted")).toBe(digest(LARGE));
  });
});

describe("an upload without conditions that was gone when it was taken up again", () => {
  it("is sent again where the lease may not look for its object", async () => {
    const journalFolder = newDirectory();
    const going = async (onEvent: (event: UploadEvent) => void) =>
      upload(large, await bucket.lease("sent-again", proxy.endpoint), {
        partBytes: PART_BYTES,
        retry,
        journalFolder,
        onEvent,
      });
    faultFor = (request) =>
      isCompletion(request) ? { kind: "refuse", status: 500, code: "InternalError" } : undefined;
    await refusedBy(going(() => {}));
    faultFor = inTurn(isCompletion, gone);
    const events: UploadEvent[] = [];
    await going((event) => events.push(event));
    expect(events.map(({ event }) => event)).toEqual(["resumed", "restarted"]);
    expect(await bucket.digestOf("sent-again")).toBe(digest(LARGE));
  });
});

async function headOf(key: string, checksum = "ChecksumCRC32"): Promise<Record<string, unknown>> {
  const head = await bucket.head(key);
  return { ETag: head.ETag, [checksum]: head[checksum] };
}
