import { randomUUID } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, readdirSync } from "node:fs";
import { rename, rm, rmdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { KeyleaseError, systemRandom } from "../../core/index.ts";
import type { BlobSink } from "../state/blob-files.ts";
import { openDataDirectory } from "../state/data-directory.ts";
import { DiskFiles } from "../state/disk-files.ts";
import { LmdbStore } from "../state/lmdb-store.ts";
import type { StoredValue } from "../state/store.ts";
import { FRAME, type Frame, readFrames, SnapshotDamage } from "./frames.ts";
import type { SnapshotPaths } from "./save-snapshot.ts";

/** How many bytes of rows go into one transaction. */
const BATCH_BYTES = 8 * 1024 * 1024;

/**
 * Makes a data directory from a snapshot, whole or not at all.
 *
 * @throws KeyleaseError `ArgumentInvalid` where the directory has something in it, `SnapshotInvalid`, `FileUnreadable`.
 */
export async function loadSnapshot({ dataDirectory, file }: SnapshotPaths): Promise<void> {
  const target = resolve(dataDirectory);
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new KeyleaseError("ArgumentInvalid", `the directory \`${dataDirectory}\` is not empty`, {
      hint: "Give a new directory: loading would replace what is there.",
    });
  }
  const partial = `${target}.${randomUUID()}`;
  try {
    mkdirSync(dirname(target), { recursive: true });
    mkdirSync(partial, { mode: 0o700 });
    await fill(partial, createReadStream(file, { highWaterMark: 1024 * 1024 }));
    // As an emulator would: where its records are of a form that this version does not know, it is refused here.
    await (await openDataDirectory(partial, { fsync: true, random: systemRandom })).close();
    if (existsSync(target)) await rmdir(target);
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw asKeyleaseError(error, file);
  }
}

async function fill(directory: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  const store = new LmdbStore(join(directory, "metadata"));
  try {
    const loading = new Loading(store, new DiskFiles(join(directory, "objects"), { fsync: true }));
    try {
      for await (const frame of readFrames(source)) await loading.add(frame);
      await loading.finish();
    } finally {
      await loading.close();
    }
  } finally {
    await store.close();
  }
}

class Loading {
  readonly #store: LmdbStore;
  readonly #files: DiskFiles;
  #rows: (readonly [key: string, value: StoredValue])[] = [];
  #rowBytes = 0;
  #sink: BlobSink | undefined;

  constructor(store: LmdbStore, files: DiskFiles) {
    this.#store = store;
    this.#files = files;
  }

  async add({ type, key, content }: Frame): Promise<void> {
    if (type === FRAME.more) {
      if (this.#sink === undefined) throw new SnapshotDamage("it is damaged");
      await this.#sink.write(content);
    } else if (type === FRAME.file) {
      await this.#endFile();
      // A name becomes a path, and a snapshot may come from anybody.
      if (!/^[0-9a-f]{8}\/[0-9a-f]{32}$/.test(key)) throw new SnapshotDamage("it is damaged");
      this.#sink = await this.#files.create(key);
    } else {
      this.#rows.push([key, type === FRAME.bytes ? Buffer.from(content) : parseValue(content)]);
      this.#rowBytes += content.length;
      if (this.#rowBytes > BATCH_BYTES) await this.#putRows();
    }
  }

  async finish(): Promise<void> {
    await this.#endFile();
    await this.#putRows();
  }

  /** Closes what a failure has left open. */
  async close(): Promise<void> {
    await this.#sink?.abandon();
  }

  async #endFile(): Promise<void> {
    const sink = this.#sink;
    this.#sink = undefined;
    await sink?.finish();
  }

  async #putRows(): Promise<void> {
    const rows = this.#rows;
    this.#rows = [];
    this.#rowBytes = 0;
    await this.#store.transaction((writer) => {
      for (const [key, value] of rows) writer.put(key, value);
    });
  }
}

function parseValue(content: Buffer): StoredValue {
  try {
    return JSON.parse(content.toString()) as StoredValue;
  } catch {
    throw new SnapshotDamage("it is damaged");
  }
}

function asKeyleaseError(error: unknown, file: string): unknown {
  if (error instanceof SnapshotDamage) {
    return new KeyleaseError("SnapshotInvalid", `\`${file}\` cannot be loaded: ${error.message}`, {
      hint: "Give a file that `keylease emulator snapshot save` has written, with the same version of Keylease.",
    });
  }
  const reason = error instanceof KeyleaseError ? undefined : (error as NodeJS.ErrnoException).code;
  if (reason === undefined) return error;
  return new KeyleaseError("FileUnreadable", `the snapshot \`${file}\` cannot be loaded (${reason})`, {
    hint: "Check both paths, who may read and write there, and the room that is left.",
    cause: error,
  });
}
