import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, it } from "vitest";
import { loadSnapshot, saveSnapshot } from "../../../src/emulator/index.ts";
import { runCli } from "../../support/cli.ts";
import { clientConfig, startTestEmulator } from "../../support/emulator.ts";
import { filesBelow } from "../../support/files-below.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";

const newDirectory = temporaryDirectories();
const Bucket = "shared";
const OBJECTS: readonly (readonly [key: string, body: Buffer])[] = [
  ["empty", Buffer.alloc(0)],
  ["dir/é😀 small", Buffer.from("small")],
  ["at the threshold", Buffer.alloc(64 * 1024, 3)],
  ["large", Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 7) % 253))],
];

describe("a snapshot", () => {
  let dataDirectory: string;
  let file: string;
  let root: { accessKeyId: string; secretAccessKey: string };
  beforeAll(async () => {
    dataDirectory = newDirectory();
    file = join(newDirectory(), "state.snapshot");
    const emulator = await startTestEmulator({ dataDirectory });
    root = clientConfig(emulator).credentials;
    const s3 = new S3Client({ ...clientConfig(emulator), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket }));
    for (const [Key, Body] of OBJECTS)
      await s3.send(new PutObjectCommand({ Bucket, Key, Body, Metadata: { a: Key.length.toString() } }));
    await emulator.close();
    await saveSnapshot({ dataDirectory, file });
  });

  it("gives an emulator elsewhere the same accounts, keys and objects", async () => {
    const elsewhere = join(newDirectory(), "new", "state");
    await loadSnapshot({ dataDirectory: elsewhere, file });
    const emulator = await startTestEmulator({ dataDirectory: elsewhere });
    expect(clientConfig(emulator).credentials).toEqual(root);
    const s3 = new S3Client({ ...clientConfig(emulator), forcePathStyle: true });
    for (const [Key, expected] of OBJECTS) {
      const { Body, Metadata } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(expected)).toBe(true);
      expect(Metadata).toEqual({ a: Key.length.toString() });
    }
    await emulator.close();
    expect(filesBelow(join(elsewhere, "objects"))).toHaveLength(1);
    const again = join(newDirectory(), "again.snapshot");
    await saveSnapshot({ dataDirectory: elsewhere, file: again });
    expect(readFileSync(again).length).toBe(readFileSync(file).length);
  });

  it("is a file that only its owner can read, and makes a directory that only its owner can", async () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const elsewhere = join(newDirectory(), "state");
    await loadSnapshot({ dataDirectory: elsewhere, file });
    expect(statSync(elsewhere).mode & 0o777).toBe(0o700);
  });

  it.each([
    ["is none", () => Buffer.from("not a snapshot at all, but long enough to be one")],
    [
      "is of a form to come",
      (bytes: Buffer) => Buffer.from(bytes.toString("latin1").replace(" 001\n", " 002\n"), "latin1"),
    ],
    ["is empty", () => Buffer.alloc(0)],
    ["is cut off", (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
    ["ends between its parts", (bytes: Buffer) => bytes.subarray(0, bytes.length - 39)],
    ["goes on behind its end", (bytes: Buffer) => Buffer.concat([bytes, Buffer.from("x")])],
    ["has one bit changed in a record", (bytes: Buffer) => flipped(bytes, 300)],
    ["has one bit changed in an object", (bytes: Buffer) => flipped(bytes, bytes.length - 2_000_000)],
    ["asks for more memory than it may", (bytes: Buffer) => withLength(bytes, 0xffff_ffff)],
  ])("is refused, and leaves nothing, where it %s", async (_what, damage) => {
    const folder = newDirectory();
    const damaged = join(folder, "damaged");
    writeFileSync(damaged, damage(readFileSync(file)));
    const loading = loadSnapshot({ dataDirectory: join(folder, "state"), file: damaged });
    await expect(loading).rejects.toMatchObject({ code: "SnapshotInvalid" });
    expect(filesBelow(folder)).toEqual([damaged]);
  });

  it("is not loaded over what is there", async () => {
    await expect(loadSnapshot({ dataDirectory, file })).rejects.toMatchObject({ code: "ArgumentInvalid" });
  });

  it("is not taken of a directory that an emulator has open, nor of any other", async () => {
    const emulator = await startTestEmulator({ dataDirectory });
    const other = join(newDirectory(), "x");
    await expect(saveSnapshot({ dataDirectory, file: other })).rejects.toMatchObject({ code: "EmulatorStartFailed" });
    await emulator.close();
    await expect(saveSnapshot({ dataDirectory: newDirectory(), file: other })).rejects.toMatchObject({
      code: "FileUnreadable",
    });
    const nowhere = join(newDirectory(), "no", "such", "folder");
    await expect(saveSnapshot({ dataDirectory, file: nowhere })).rejects.toMatchObject({ code: "FileUnreadable" });
  });

  it("is saved and loaded from the command line", async () => {
    const folder = newDirectory();
    const saved = await runCli(["emulator", "snapshot", "save", "a.snapshot", "--data", dataDirectory], {
      cwd: folder,
    });
    expect([saved.exitCode, saved.stdout]).toEqual([
      0,
      `a.snapshot holds the state of ${dataDirectory}, with its root keys and all other secrets.\n`,
    ]);
    const loaded = await runCli(["emulator", "snapshot", "load", "a.snapshot", "--data", "state", "--json"], {
      cwd: folder,
    });
    expect([loaded.exitCode, loaded.stdout]).toEqual([0, '{"file":"a.snapshot","dataDirectory":"state"}\n']);
    const refused = await runCli(["emulator", "snapshot", "load", "a.snapshot", "--data", "state"], { cwd: folder });
    expect(refused.exitCode).toBe(2);
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

function withLength(bytes: Buffer, contentBytes: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32BE(contentBytes, "keylease snapshot 001\n".length - 1 + 4);
  return copy;
}
