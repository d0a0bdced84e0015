import { mkdirSync, openSync } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { BlobFiles, BlobSink, ReusingStream } from "./blob-files.ts";
import type { ByteRange } from "./blobs.ts";
import { ChunkPool } from "./chunk-pool.ts";
import { DiskSink } from "./disk-sink.ts";
import { FileStream } from "./file-stream.ts";
import { Stretches } from "./stretches.ts";

/** A group's files are spread over folders by the end of their names: some file systems are slow in large ones. */
const FOLDER_NAME_LENGTH = 2;

export interface DiskFilesOptions {
  /** Whether bytes are flushed to the disk before they count as written. */
  readonly fsync: boolean;
}

/** Files in a directory of the disk, readable by their owner alone. */
export class DiskFiles implements BlobFiles {
  readonly stretches: Stretches = new Stretches();
  readonly #directory: string;
  readonly #fsync: boolean;
  readonly #pool = new ChunkPool();
  #isFlushing = false;

  /** Makes the directory where it is missing. */
  constructor(directory: string, { fsync }: DiskFilesOptions) {
    this.#directory = directory;
    this.#fsync = fsync;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  async create(name: string): Promise<BlobSink> {
    const path = this.#path(name);
    const file = await this.#createIn(path);
    return new DiskSink(file, {
      whole: async () => {
        if (this.#fsync) await file.sync();
        await this.#flush(dirname(path));
      },
      begin: () => this.#beginFlush(file),
    });
  }

  /** One file at a time: each flush holds a thread of the pool that all files are read and written by. */
  #beginFlush(file: FileHandle): Promise<void> | undefined {
    if (!this.#fsync || this.#isFlushing) return undefined;
    this.#isFlushing = true;
    return file.datasync().finally(() => {
      this.#isFlushing = false;
    });
  }

  read(name: string, range?: ByteRange): ReusingStream {
    return new FileStream(openSync(this.#path(name), "r"), this.#pool, range);
  }

  reuse(chunk: Uint8Array): void {
    this.#pool.put(chunk);
  }

  async remove(name: string): Promise<void> {
    await rm(this.#path(name), { force: true });
  }

  async removeOtherGroups(inUse: () => string): Promise<void> {
    for (const name of await readdir(this.#directory)) {
      if (name !== inUse()) await rm(join(this.#directory, name), { recursive: true, force: true });
    }
  }

  /** The names of all files. */
  async *names(): AsyncGenerator<string> {
    for (const group of await readdir(this.#directory)) {
      for (const folder of await readdir(join(this.#directory, group))) {
        for (const file of await readdir(join(this.#directory, group, folder))) yield `${group}/${file}`;
      }
    }
  }

  #path(name: string): string {
    const [group = "", file = ""] = name.split("/");
    return join(this.#directory, group, file.slice(-FOLDER_NAME_LENGTH), file);
  }

  async #createIn(path: string): Promise<FileHandle> {
    try {
      return await open(path, "wx", 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
    const folder = dirname(path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await this.#flush(dirname(folder));
    await this.#flush(this.#directory);
    return open(path, "wx", 0o600);
  }

  /** A new name survives a crash only when the directory that it is in is flushed too. */
  async #flush(directory: string): Promise<void> {
    if (!this.#fsync) return;
    const handle = await open(directory, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}
