import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemRandom } from "../../../src/core/index.ts";
import { DiskFiles } from "../../../src/emulator/state/disk-files.ts";
import { LmdbStore } from "../../../src/emulator/state/lmdb-store.ts";
import { MemoryFiles } from "../../../src/emulator/state/memory-files.ts";
import { MemoryStore } from "../../../src/emulator/state/memory-store.ts";
import { SplitBlobs } from "../../../src/emulator/state/split-blobs.ts";
import type { Store } from "../../../src/emulator/state/store.ts";
import { type BlobsUnderTest, blobsContract } from "../../contract/blobs.ts";
import { filesBelow } from "../../support/files-below.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";

const newDirectory = temporaryDirectories();

async function inMemory(store = new MemoryStore(), files = new MemoryFiles()): Promise<BlobsUnderTest> {
  return {
    store,
    blobs: await SplitBlobs.open(store, files, systemRandom),
    files: () => files.names(),
    reopen: () => inMemory(store, files),
  };
}

async function onDisk(directory = newDirectory(), open?: Store): Promise<BlobsUnderTest> {
  const store = open ?? new LmdbStore(join(directory, "metadata"));
  const objects = join(directory, "objects");
  return {
    store,
    blobs: await SplitBlobs.open(store, new DiskFiles(objects, { fsync: true }), systemRandom),
    files: () => filesBelow(objects),
    reopen: () => onDisk(directory, store),
  };
}

blobsContract("SplitBlobs in memory", inMemory);
blobsContract("SplitBlobs on the disk", onDisk);

describe("SplitBlobs on the disk", () => {
  it("keeps its files from everybody but their owner", async () => {
    const directory = newDirectory();
    const { blobs } = await onDisk(directory);
    await blobs.stage(
      (async function* () {
        yield Buffer.alloc(100_000);
      })(),
    );
    const objects = join(directory, "objects");
    const all = readdirSync(objects, { recursive: true }).map((name) => join(objects, name as string));
    expect(all).toHaveLength(3);
    for (const path of [objects, ...all]) expect(statSync(path).mode & 0o077).toBe(0);
  });
});
