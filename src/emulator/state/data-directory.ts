import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "../../core/index.ts";
import { EmulatorStartError } from "../errors.ts";
import type { BlobStore } from "./blobs.ts";
import { DirectoryInUseError, lockDirectory } from "./directory-lock.ts";
import { DiskFiles } from "./disk-files.ts";
import { LmdbStore } from "./lmdb-store.ts";
import { settings } from "./settings.ts";
import { SplitBlobs } from "./split-blobs.ts";
import type { Store } from "./store.ts";

/** A store with the blobs whose records it holds. */
export interface OpenedStores {
  readonly store: Store;
  readonly blobs: BlobStore;
  close(): Promise<void>;
}

export interface DataDirectoryOptions {
  /** Whether writes are on the disk before they are acknowledged. */
  readonly fsync: boolean;
  readonly random: Random;
}

/** The form that records and files of a data directory have. It changes where an older program would misread them. */
const DATA_FORMAT = "2";
const FORMAT = "format";
const SEAL_KEY = "seal-key";

/**
 * Opens a data directory, or makes it, for this process alone.
 *
 * @throws EmulatorStartError where it is in use, was made by a version that kept data in another form, or cannot be
 * written to.
 */
export async function openDataDirectory(directory: string, options: DataDirectoryOptions): Promise<OpenedStores> {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    // Root keys and the sealing key are in there, whoever made the directory.
    chmodSync(directory, 0o700);
    return await openStores(directory, options);
  } catch (error) {
    if (error instanceof EmulatorStartError) throw error;
    if (error instanceof DirectoryInUseError) {
      throw new EmulatorStartError(
        `the data directory \`${directory}\` is in use by another emulator`,
        "Stop that one first, or give another directory.",
      );
    }
    throw new EmulatorStartError(
      `the data directory \`${directory}\` cannot be used`,
      "Give a directory that you may write to.",
      error,
    );
  }
}

async function openStores(directory: string, { fsync, random }: DataDirectoryOptions): Promise<OpenedStores> {
  const store = new LmdbStore(join(directory, "metadata"), { fsync });
  try {
    const lock = await lockDirectory(directory, store, random);
    // Not before: the lock itself reads what other processes write.
    store.writtenByUsAlone();
    try {
      await keepFormat(directory, store);
      const blobs = await SplitBlobs.open(store, new DiskFiles(join(directory, "objects"), { fsync }), random);
      const close = async (): Promise<void> => {
        await blobs.settle();
        await store.close();
        await lock.release();
      };
      return { store, blobs, close };
    } catch (error) {
      await lock.release();
      throw error;
    }
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function keepFormat(directory: string, store: Store): Promise<void> {
  const format = settings.get(store, FORMAT) ?? (settings.get(store, SEAL_KEY) === undefined ? undefined : "1");
  if (format === DATA_FORMAT) return;
  if (format !== undefined) {
    throw new EmulatorStartError(
      `the data directory \`${directory}\` has the form ${format}, and this version reads ${DATA_FORMAT}`,
      "Give a new directory, or use the version of Keylease that made this one.",
    );
  }
  await store.transaction((writer) => settings.put(writer, [FORMAT], DATA_FORMAT));
}
