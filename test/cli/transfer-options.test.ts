import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseByteSize } from "../../src/cli/byte-size.ts";
import { type TransferInput, transferOptions } from "../../src/cli/transfer-options.ts";
import type { Emulator } from "../../src/emulator/index.ts";
import { formatLease } from "../../src/lease/index.ts";
import { runInProcess } from "../support/cli-in-process.ts";
import { startTestEmulator } from "../support/emulator.ts";
import { startFaultProxy } from "../support/fault-proxy.ts";
import { refusedBy } from "../support/refused-by.ts";
import { temporaryDirectories } from "../support/temporary-directory.ts";
import { type LeasedBucket, leasedBucket } from "../upload/leased-bucket.ts";

const MIB = 1024 ** 2;

describe("a size", () => {
  it.each([
    ["16MiB", 16 * MIB],
    ["64MB", 64_000_000],
    ["5 GiB", 5 * 1024 ** 3],
    ["1.5KiB", 1536],
    ["8388608", 8 * MIB],
    ["12B", 12],
  ])("%s is %d bytes", (text, bytes) => {
    expect(parseByteSize(text)).toBe(bytes);
  });

  it.each(["", "MiB", "16M", "16 mib", "-1MiB", "1.5", "1e6", "16MiB ", "0x10", "16constructor"])(
    "is not %j",
    (text) => {
      expect(parseByteSize(text)).toBeUndefined();
    },
  );
});

describe("the way to S3", () => {
  it("is left to the library where nothing is said of it", () => {
    expect(transferOptions({ file: "f" })).toEqual({});
  });

  it("is told in the library's words", () => {
    expect(transferOptions({ file: "f", checksum: "crc64nvme", partSize: "64MiB", partsInFlight: "3" })).toEqual({
      checksum: "CRC64NVME",
      partBytes: 64 * MIB,
      mostInFlight: 3,
    });
  });

  it.each<[Partial<TransferInput>, RegExp]>([
    [{ partSize: "large" }, /`large` is no size/],
    [{ partSize: "4MiB" }, /a part cannot have `4194304` bytes/],
    [{ partSize: "6GiB" }, /a part cannot have/],
    [{ partSize: "2GiB", file: "-" }, /a part cannot have/],
    [{ partsInFlight: "0" }, /`0` parts cannot be in flight/],
    [{ partsInFlight: "65" }, /`65` parts cannot be in flight/],
    [{ partsInFlight: "2.5" }, /`2.5` is no number of parts/],
  ])("cannot be %j", async (input, message) => {
    const error = await refusedBy(() => transferOptions({ file: "f", ...input }));
    expect(error.code).toBe("ArgumentInvalid");
    expect(error.message).toMatch(message);
  });
});

describe("keylease put", () => {
  const newDirectory = temporaryDirectories();
  let emulator: Emulator;
  let bucket: LeasedBucket;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    bucket = await leasedBucket(emulator);
  });
  afterAll(() => emulator.close());

  it("uploads in parts of the size, with the checksum that is asked for", async () => {
    const directory = newDirectory();
    const file = join(directory, "file");
    writeFileSync(file, Buffer.alloc(6 * MIB, 1));
    const lease = formatLease(await bucket.lease("by-cli"));
    const way = ["--part-size", "5MiB", "--parts-in-flight", "2", "--checksum", "sha256"];
    const { stdout, stderr } = await runInProcess(
      ["put", file, "--lease", "-", "--json", ...way],
      { XDG_STATE_HOME: directory },
      lease,
    );
    expect(stderr).toBe("");
    const { etag, checksum } = JSON.parse(stdout);
    expect(etag).toMatch(/-2"$/);
    expect(checksum).toEqual({ algorithm: "SHA256", type: "COMPOSITE", value: expect.stringMatching(/=-2$/) });
    expect((await bucket.head("by-cli")).ChecksumSHA256).toBe(checksum.value);
  });

  it("says that standard input cannot be gone on with where its upload stops", async () => {
    const proxy = await startFaultProxy(
      () => emulator.endpoint,
      ({ target }) =>
        target.includes("partNumber=2&") ? { kind: "refuse", status: 403, code: "AccessDenied" } : undefined,
    );
    const lease = join(newDirectory(), "lease.json");
    writeFileSync(lease, formatLease(await bucket.lease("stopped", proxy.endpoint)));
    const args = ["put", "-", "--lease", lease, "--part-size", "5MiB"];
    const { exitCode, stdout, stderr } = await runInProcess(args, {}, "x".repeat(6 * MIB));
    await proxy.close();
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: "" });
    expect(stderr).toContain("standard input cannot be read again, so nothing is kept of this upload");
    expect(stderr).not.toContain("S3 could not be told");
    expect(await bucket.openUploads()).toBe(0);
  });

  it("says so too where S3 cannot be told to drop what it has", async () => {
    const proxy = await startFaultProxy(
      () => emulator.endpoint,
      ({ method, target }) =>
        target.includes("partNumber=2&") || method === "DELETE"
          ? { kind: "refuse", status: 403, code: "AccessDenied" }
          : undefined,
    );
    const lease = join(newDirectory(), "lease.json");
    writeFileSync(lease, formatLease(await bucket.lease("left", proxy.endpoint)));
    const args = ["put", "-", "--lease", lease, "--part-size", "5MiB", "--json"];
    const { stderr } = await runInProcess(args, {}, "x".repeat(6 * MIB));
    await proxy.close();
    expect(stderr).toMatch(/"event":"discarded","uploadId":"[^"]+","isAborted":false/);
    expect(await bucket.openUploads()).toBe(1);
  });
});
