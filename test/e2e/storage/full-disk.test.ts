import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, describe, expect, it } from "vitest";
import { startEmulatorProcess } from "../../cli/emulator-process.ts";
import { refusal } from "../../support/emulator.ts";
import { filesBelow } from "../../support/files-below.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";

const newDirectory = temporaryDirectories();
const Bucket = "full";

/** A file system of 24 MiB, where this user may make one. */
function smallDisk(): string | undefined {
  const directory = newDirectory();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", directory], { stdio: "ignore" });
    return directory;
  } catch {
    return undefined;
  }
}

const disk = smallDisk();

describe.skipIf(disk === undefined)("an emulator whose disk is full (needs the right to mount)", () => {
  afterAll(() => {
    execFileSync("umount", [disk as string]);
  });

  it.each([
    ["few", 40_000],
    ["many", 3_000_000],
  ])("refuses objects of %s bytes, loses none, and goes on when there is room again", async (_size, sizeBytes) => {
    const data = join(disk as string, String(sizeBytes));
    const emulator = await startEmulatorProcess("--data", data);
    let log = "";
    emulator.child.stderr.on("data", (text: Buffer) => {
      log += text.toString();
    });
    try {
      const { endpoint, region, accounts } = emulator.line;
      const [root] = accounts;
      if (root === undefined) throw new Error("no account");
      const s3 = new S3Client({ endpoint, region, credentials: root, forcePathStyle: true, maxAttempts: 1 });
      await s3.send(new CreateBucketCommand({ Bucket }));
      const body = (i: number): Buffer => Buffer.alloc(sizeBytes, i % 251);
      const put = (i: number): Promise<unknown> =>
        s3.send(new PutObjectCommand({ Bucket, Key: `key ${i}`, Body: body(i) }));

      const acknowledged: number[] = [];
      let refused: unknown;
      for (let i = 0; refused === undefined && i < 1000; i++) {
        const outcome = await put(i).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (outcome === undefined) acknowledged.push(i);
        else refused = outcome;
      }
      expect(acknowledged.length).toBeGreaterThan(2);
      expect(await refusal(Promise.reject(refused))).toMatchObject({ code: "InternalError", status: 500 });
      await expect.poll(() => log).toContain("no room left in the data directory");

      for (const i of acknowledged) await expectBody(s3, `key ${i}`, body(i));
      // A full disk must let go of what is on it.
      const gone = acknowledged.splice(0, Math.ceil(acknowledged.length / 2));
      for (const i of gone) await s3.send(new DeleteObjectCommand({ Bucket, Key: `key ${i}` }));
      await expect.poll(() => put(5000).then(() => "stored", String)).toBe("stored");
      for (const i of [...acknowledged, 5000]) await expectBody(s3, `key ${i}`, body(i));
      if (sizeBytes > 64 * 1024) {
        await expect.poll(() => filesBelow(join(data, "objects")).length).toBe(acknowledged.length + 1);
      }
    } finally {
      await emulator.stop();
      rmSync(data, { recursive: true, force: true });
    }
  });
});

async function expectBody(s3: S3Client, Key: string, expected: Buffer): Promise<void> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(expected)).toBe(true);
}
