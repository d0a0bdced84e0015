import { createReadStream, mkdirSync, openSync } from "node:fs";
import { type FileHandle, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { ALPHABETS, type Random, randomText } from "../../core/index.ts";
import type { BlobStore, ByteRange } from "./blobs.ts";

/** The mark of a file whose bytes are not all there. */
const UNFINISHED = ".part";

/** Object bytes in files of a directory: written under another name, flushed, then renamed into place. */
export class FileBlobs implements BlobStore {
  readonly #directory: string;
  readonly #random: Random;

  /** Makes the directory where it is missing, readable by its owner alone. */
  constructor(directory: string, random: Random) {
    this.#directory = directory;
    this.#random = random;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  async write(source: AsyncIterable<Uint8Array>): Promise<string> {
    const id = randomText(this.#random, 32, ALPHABETS.hex);
    const unfinished = this.#path(id) + UNFINISHED;
    try {
      const file = await open(unfinished, "wx", 0o600);
      try {
        for await (const chunk of source) await writeAll(file, chunk);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(unfinished, this.#path(id));
      await this.#syncDirectory();
    } catch (error) {
      await rm(unfinished, { force: true });
      await rm(this.#path(id), { force: true });
      throw error;
    }
    return id;
  }

  read(id: string, range?: ByteRange): Readable {
    // Opened here and not when the stream starts: the bytes stay readable when the object is replaced meanwhile.
    const descriptor = openSync(this.#path(id), "r");
    const limits = range === undefined ? {} : { start: range.first, end: range.last };
    return createReadStream("", { fd: descriptor, ...limits });
  }

  async remove(id: string): Promise<void> {
    await rm(this.#path(id), { force: true });
  }

  async clear(): Promise<void> {
    for (const name of await readdir(this.#directory)) await rm(join(this.#directory, name), { force: true });
  }

  #path(id: string): string {
    return join(this.#directory, id);
  }

  /** A rename survives a crash only when the directory that it changed is flushed too. */
  async #syncDirectory(): Promise<void> {
    const directory = await open(this.#directory, "r");
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  let written = 0;
  while (written < chunk.length) written += (await file.write(chunk, written)).bytesWritten;
}
