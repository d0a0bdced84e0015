import { afterEach, expect, it, vi } from "vitest";
import { systemRandom } from "../../src/core/index.ts";
import { startEmulator } from "../../src/emulator/index.ts";
import { putObjectRecord } from "../../src/emulator/services/s3/objects.ts";
import { openDataDirectory } from "../../src/emulator/state/data-directory.ts";
import { DiskFiles } from "../../src/emulator/state/disk-files.ts";
import { LmdbStore } from "../../src/emulator/state/lmdb-store.ts";
import type { RangeOptions } from "../../src/emulator/state/store.ts";
import { temporaryDirectories } from "../support/temporary-directory.ts";

const newDirectory = temporaryDirectories();
afterEach(() => {
  vi.restoreAllMocks();
});

it("a start reads as much of a data directory with many objects as of one with few", async () => {
  const [few, many] = [await directoryOf({ small: 3, large: 1 }), await directoryOf({ small: 2000, large: 20 })];
  const reads = await readsOfStart(few);
  expect(reads.gets).toBeGreaterThan(0);
  expect(await readsOfStart(many)).toEqual(reads);
});

/** A data directory that an emulator has had, with objects in it: small ones in the store, large ones in files. */
async function directoryOf({ small, large }: { readonly small: number; readonly large: number }): Promise<string> {
  const directory = newDirectory();
  const first = await startEmulator({ dataDirectory: directory, fsync: false });
  await first.close();
  const { store, blobs, close } = await openDataDirectory(directory, { fsync: false, random: systemRandom });
  const sizes = [...Array<number>(small).fill(10), ...Array<number>(large).fill(70_000)];
  const staged = await Promise.all(sizes.map((bytes) => blobs.stage(oneChunk(bytes))));
  await store.transaction((writer) => {
    staged.forEach((blob, i) => {
      blob.keep(writer);
      putObjectRecord(writer, ["bucket", `key-${i}`], {
        content: { form: "whole", blob: blob.ref },
        sizeBytes: sizes[i] ?? 0,
        etag: "d41d8cd98f00b204e9800998ecf8427e",
        lastModified: "2026-11-26T00:00:00.000Z",
        checksum: { algorithm: "CRC64NVME", value: "AAAAAAAAAAA=" },
        headers: {},
        metadata: {},
        storageClass: "STANDARD",
        writerAccountId: "000000000000",
        acl: [],
      });
    });
  });
  await close();
  return directory;
}

async function* oneChunk(bytes: number): AsyncGenerator<Buffer> {
  yield Buffer.alloc(bytes);
}

/** Single records, rows of walks, and names of files, until the emulator is ready. */
async function readsOfStart(dataDirectory: string): Promise<{ gets: number; rows: number; files: number }> {
  const reads = { gets: 0, rows: 0, files: 0 };
  const { get, range, keys } = LmdbStore.prototype;
  const { names } = DiskFiles.prototype;
  vi.spyOn(LmdbStore.prototype, "get").mockImplementation(function (this: LmdbStore, key) {
    reads.gets++;
    return get.call(this, key);
  });
  vi.spyOn(LmdbStore.prototype, "range").mockImplementation(function* (this: LmdbStore, options: RangeOptions) {
    for (const row of range.call(this, options)) {
      reads.rows++;
      yield row;
    }
  });
  vi.spyOn(LmdbStore.prototype, "keys").mockImplementation(function* (this: LmdbStore, options: RangeOptions) {
    for (const key of keys.call(this, options)) {
      reads.rows++;
      yield key;
    }
  });
  vi.spyOn(DiskFiles.prototype, "names").mockImplementation(async function* (this: DiskFiles) {
    for await (const name of names.call(this)) {
      reads.files++;
      yield name;
    }
  });
  const emulator = await startEmulator({ dataDirectory, fsync: false });
  const ready = { ...reads };
  vi.restoreAllMocks();
  await emulator.close();
  return ready;
}
