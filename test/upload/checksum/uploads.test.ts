import { Readable } from "node:stream";
import { GetObjectAttributesCommand } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator/index.ts";
import type { ServiceError } from "../../../src/lease/index.ts";
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm, checksumOf } from "../../../src/upload/checksum/checksum.ts";
import { checksumMethod } from "../../../src/upload/checksum/methods.ts";
import { type UploadEvent, type UploadOptions, upload, uploadStream } from "../../../src/upload/index.ts";
import { startTestEmulator } from "../../support/emulator.ts";
import { type Fault, type FaultProxy, type ProxiedRequest, startFaultProxy } from "../../support/fault-proxy.ts";
import { refusedBy } from "../../support/refused-by.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";
import { uploadFolder } from "../fake-s3.ts";
import { digest, type LeasedBucket, leasedBucket, noise } from "../leased-bucket.ts";

const PART_BYTES = 5 * 1024 ** 2;
const CONTENT = noise(PART_BYTES + 321);
const SMALL = noise(1_000, 3);
const retry = { attempts: 2, baseMilliseconds: 1, mostMilliseconds: 2 };
const folder = uploadFolder();
const newDirectory = temporaryDirectories();
const file = folder.write("large.bin", CONTENT);
let emulator: Emulator;
let bucket: LeasedBucket;
let proxy: FaultProxy;
let faultFor: (request: ProxiedRequest) => Fault | undefined = () => undefined;
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

/** What AWS's own client reads of an object's checksum: with its head, and as its attributes. */
async function readBack(key: string, algorithm: ChecksumAlgorithm): Promise<readonly unknown[]> {
  const name = `Checksum${algorithm}`;
  const head = await bucket.head(key);
  const command = new GetObjectAttributesCommand({
    Bucket: bucket.bucket,
    Key: key,
    ObjectAttributes: ["Checksum", "ObjectSize"],
  });
  const attributes = await bucket.s3.send(command);
  return [
    [head[name], head.ChecksumType],
    [(attributes.Checksum as Record<string, unknown> | undefined)?.[name], attributes.Checksum?.ChecksumType],
  ];
}

async function expectConfirmed(
  result: Awaited<ReturnType<typeof upload>>,
  algorithm: ChecksumAlgorithm,
  content: Buffer,
): Promise<void> {
  const { checksum, key } = result;
  expect(checksum.algorithm).toBe(algorithm);
  const told = [checksum.value, checksum.type];
  // Its attributes tell a checksum of parts without their number.
  expect(await readBack(key, algorithm)).toEqual([told, [checksum.value.replace(/-\d+$/, ""), checksum.type]]);
  expect(await bucket.digestOf(key)).toBe(digest(content));
}

async function putFile(key: string, options: UploadOptions): ReturnType<typeof upload> {
  const lease = await bucket.lease(key, proxy.endpoint);
  return upload(file, lease, { partBytes: PART_BYTES, mostInFlight: 1, retry, ...options });
}

describe.each(CHECKSUM_ALGORITHMS)("an upload with %s", (algorithm) => {
  const isComposite = algorithm.startsWith("SHA");

  it("in one PUT has the checksum that S3 has", async () => {
    const lease = await bucket.lease(`small-${algorithm}`);
    const result = await upload(folder.write("small", SMALL), lease, { checksum: algorithm });
    expect(result.checksum.value).toBe(checksumOf(await checksumMethod(algorithm), SMALL));
    expect(result.checksum.type).toBe("FULL_OBJECT");
    await expectConfirmed(result, algorithm, SMALL);
  });

  it("in parts has that of the whole, or of the parts where S3 has no other, whatever happens on the way", async () => {
    const key = `parts-${algorithm}`;
    const journalFolder = newDirectory();
    const events: UploadEvent[] = [];
    const onEvent = (event: UploadEvent): void => void events.push(event);
    const options = { checksum: algorithm, journalFolder, onEvent };
    // The first part is spoiled once, and the second one is refused until the upload gives up.
    let spoiled = 0;
    faultFor = ({ target }) => {
      if (target.includes("partNumber=2&")) return { kind: "refuse", status: 503, code: "SlowDown" };
      return target.includes("partNumber=1&") && spoiled++ === 0 ? { kind: "corrupt", atByte: 70_000 } : undefined;
    };
    expect(((await refusedBy(putFile(key, options))) as ServiceError).awsCode).toBe("SlowDown");
    expect(spoiled).toBe(2);
    // The answer to the completion tells another checksum.
    const element = new RegExp(`(<Checksum${algorithm}>)(.)`);
    const replace = (text: string): string =>
      text.replace(element, (_, name: string, first: string) => `${name}${first === "A" ? "B" : "A"}`);
    faultFor = ({ method, target }) =>
      method === "POST" && target.includes("uploadId=") ? { kind: "lie", replace } : undefined;
    const before = proxy.requests.length;
    expect((await refusedBy(putFile(key, options))).code).toBe("UploadUnverified");
    faultFor = () => undefined;
    const result = await putFile(key, options);
    const totalBytes = CONTENT.length;
    expect(events).toEqual([
      { event: "resumed", confirmedBytes: PART_BYTES, totalBytes },
      { event: "resumed", confirmedBytes: totalBytes, totalBytes },
    ]);
    expect(proxy.requests.slice(before).filter(({ target }) => target.includes("partNumber="))).toHaveLength(1);
    expect(result.checksum.type).toBe(isComposite ? "COMPOSITE" : "FULL_OBJECT");
    if (isComposite) expect(result.checksum.value).toMatch(/=-2$/);
    else expect(result.checksum.value).toBe(checksumOf(await checksumMethod(algorithm), CONTENT));
    await expectConfirmed(result, algorithm, CONTENT);
  });
});

describe.each<ChecksumAlgorithm>(["CRC64NVME", "SHA256"])("a stream with %s", (algorithm) => {
  it.each([
    ["short", SMALL],
    ["long", CONTENT],
  ])("has the checksum that S3 has, where it is %s", async (name, content) => {
    const lease = await bucket.lease(`${name}-${algorithm}`);
    const result = await uploadStream(Readable.from([content]), lease, { checksum: algorithm, partBytes: PART_BYTES });
    await expectConfirmed(result, algorithm, content);
  });
});

describe("an upload with another checksum than before", () => {
  it.each([1, 2])("starts anew where it stopped at part %d, because S3 takes no parts with another", async (number) => {
    const journalFolder = newDirectory();
    const key = `changed-${number}`;
    faultFor = ({ target }) =>
      target.includes(`partNumber=${number}&`) ? { kind: "refuse", status: 503, code: "SlowDown" } : undefined;
    await refusedBy(putFile(key, { journalFolder }));
    faultFor = () => undefined;
    const events: UploadEvent[] = [];
    const onEvent = (event: UploadEvent): void => void events.push(event);
    const result = await putFile(key, { checksum: "SHA256", journalFolder, onEvent });
    expect(events).toEqual([{ event: "restarted" }]);
    await expectConfirmed(result, "SHA256", CONTENT);
    expect(await bucket.openUploads()).toBe(0);
  });
});

describe("an upload with SHA256", () => {
  it("signs what it sums up: a part that is changed together with its checksum is refused", async () => {
    const seen: string[] = [];
    faultFor = ({ method, target, headers }) => {
      if (method === "PUT" && target.includes("partNumber=1&")) seen.push(String(headers["x-amz-content-sha256"]));
      return undefined;
    };
    await putFile("signed", { checksum: "SHA256" });
    expect(seen).toEqual([digest(CONTENT.subarray(0, PART_BYTES))]);
  });
});

describe("a checksum that S3 does not compute", () => {
  it("is refused before any call", async () => {
    const before = proxy.requests.length;
    const error = await refusedBy(putFile("none", { checksum: "MD5" as ChecksumAlgorithm }));
    expect(error.code).toBe("ArgumentInvalid");
    expect(proxy.requests).toHaveLength(before);
  });
});

describe("a server that knows no checksums", () => {
  it.each<ChecksumAlgorithm>(["CRC64NVME", "SHA256"])("is held to MD5s with %s too", async (algorithm) => {
    const replace = (text: string): string =>
      text
        .replace(/^x-amz-checksum-\w+$/i, "x-other")
        .replaceAll(new RegExp(`<Checksum${algorithm}>.*?</Checksum${algorithm}>`, "g"), "");
    faultFor = () => ({ kind: "lie", replace });
    await putFile(`md5-${algorithm}`, { checksum: algorithm });
    expect(await bucket.digestOf(`md5-${algorithm}`)).toBe(digest(CONTENT));
  });
});
