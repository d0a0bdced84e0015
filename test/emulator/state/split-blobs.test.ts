import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemRandom } from "../../../src/core/index.ts";
import type { BlobSink } from "../../../src/emulator/state/blob-files.ts";
import type { StagedBlob } from "../../../src/emulator/state/blobs.ts";
import { DiskFiles } from "../../../src/emulator/state/disk-files.ts";
import { LmdbStore } from "../../../src/emulator/state/lmdb-store.ts";
import { MemoryFiles } from "../../../src/emulator/state/memory-files.ts";
import { MemoryStore } from "../../../src/emulator/state/memory-store.ts";
import { SplitBlobs } from "../../../src/emulator/state/split-blobs.ts";
import { StorageFullError } from "../../../src/emulator/state/storage-full.ts";
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

/** Files on a disk that is full whenever `full` says so, at the step that it names. */
class FullFiles extends MemoryFiles {
  full: "create" | "write" | "finish" | undefined;

  override async create(name: string): Promise<BlobSink> {
    this.#refuse("create");
    const sink = await super.create(name);
    return {
      ...sink,
      write: (chunk) => {
        this.#refuse("write");
        return sink.write(chunk);
      },
      finish: async () => this.#refuse("finish"),
    };
  }

  #refuse(step: FullFiles["full"]): void {
    if (this.full === step) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
  }
}

describe("SplitBlobs on a full disk", () => {
  it.each(["create", "write", "finish"] as const)("says so at %s, leaves nothing, and goes on", async (step) => {
    const files = new FullFiles();
    const { blobs, store } = await inMemory(new MemoryStore(), files);
    const stage = (): Promise<StagedBlob> =>
      blobs.stage(
        (async function* () {
          yield Buffer.alloc(100_000, 1);
        })(),
      );
    files.full = step;
    await expect(stage()).rejects.toThrow(StorageFullError);
    expect(files.names()).toEqual([]);
    expect([...store.keys({ prefix: "blob-" })]).toEqual([]);
    files.full = undefined;
    const staged = await stage();
    await store.transaction((writer) => staged.keep(writer));
    expect(files.names()).toHaveLength(1);
  });
});

/** Files that are slow to go. */
class SlowFiles extends MemoryFiles {
  release = (): void => {};
  readonly #released = new Promise<void>((resolve) => {
    this.release = resolve;
  });

  override async remove(name: string): Promise<void> {
    await this.#released;
    await super.remove(name);
  }
}

describe("SplitBlobs whose files are slow to go", () => {
  it("keeps what comes after everything was forgotten twice", async () => {
    const files = new SlowFiles();
    const { blobs, store } = await inMemory(new MemoryStore(), files);
    const put = async (): Promise<StagedBlob> => {
      const staged = await blobs.stage(
        (async function* () {
          yield Buffer.alloc(100_000, 1);
        })(),
      );
      await store.transaction((writer) => staged.keep(writer));
      return staged;
    };
    const { ref } = await put();
    await store.transaction((writer) => blobs.forget(writer, ref));
    await store.transaction((writer) => blobs.forgetAll(writer));
    await store.transaction((writer) => blobs.forgetAll(writer));
    await put();
    files.release();
    await blobs.settle();
    expect(files.names()).toHaveLength(1);
  });
});

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
