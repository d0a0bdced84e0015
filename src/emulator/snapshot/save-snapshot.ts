import { createHash, type Hash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { KeyleaseError, systemRandom } from "../../core/index.ts";
import { type OpenedStores, openDataDirectory } from "../state/data-directory.ts";
import { HOLDER } from "../state/directory-lock.ts";
import { DiskFiles } from "../state/disk-files.ts";
import { Table } from "../state/table.ts";
import { encodeFrame, FRAME, type FrameType, snapshotHead } from "./frames.ts";

export interface SnapshotPaths {
  /** A data directory that no emulator has open. */
  readonly dataDirectory: string;
  readonly file: string;
}

/** Who has the directory is nothing to pass on. */
const HOLDER_KEY = Table.keyOf("setting", HOLDER);

/**
 * Writes everything in a data directory into one file, readable by its owner alone: root keys are in it.
 *
 * @throws EmulatorStartError where the directory is in use or not to be read; KeyleaseError `FileUnreadable`.
 */
export async function saveSnapshot({ dataDirectory, file }: SnapshotPaths): Promise<void> {
  if (!existsSync(join(dataDirectory, "metadata"))) {
    throw new KeyleaseError("FileUnreadable", `\`${dataDirectory}\` is no data directory`, {
      hint: "Give the directory that `keylease emulator --data` was given.",
    });
  }
  const stores = await openDataDirectory(dataDirectory, { fsync: true, random: systemRandom });
  // Written beside its place and then renamed: a snapshot is there whole, or not at all.
  const fresh = `${file}.${randomUUID()}`;
  try {
    const handle = await open(fresh, "wx", 0o600);
    try {
      await write(new FrameWriter(handle), stores, new DiskFiles(join(dataDirectory, "objects"), { fsync: true }));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    const reason = (error as NodeJS.ErrnoException).code;
    if (reason === undefined) throw error;
    throw new KeyleaseError("FileUnreadable", `the snapshot \`${file}\` cannot be written (${reason})`, {
      hint: "Check the path, who may write there, and the room that is left.",
      cause: error,
    });
  } finally {
    await stores.close();
  }
}

async function write(frames: FrameWriter, { store }: OpenedStores, files: DiskFiles): Promise<void> {
  await frames.begin();
  for (const [key, value] of store.range({ prefix: "" })) {
    if (key === HOLDER_KEY) continue;
    if (value instanceof Uint8Array) await frames.add(FRAME.bytes, key, value);
    else await frames.add(FRAME.json, key, Buffer.from(JSON.stringify(value)));
  }
  // Whatever no record refers to was removed when the directory was opened.
  for await (const name of files.names()) {
    await frames.add(FRAME.file, name, Buffer.alloc(0));
    for await (const chunk of files.read(name)) await frames.add(FRAME.more, "", chunk as Buffer);
  }
  await frames.end();
}

class FrameWriter {
  readonly #file: FileHandle;
  readonly #hash: Hash = createHash("sha256");

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async begin(): Promise<void> {
    await this.#write(snapshotHead());
  }

  async add(type: FrameType, key: string, content: Uint8Array): Promise<void> {
    await this.#write(encodeFrame(type, key, content));
  }

  async end(): Promise<void> {
    await this.#write(encodeFrame(FRAME.end, "", this.#hash.copy().digest()));
  }

  async #write(bytes: Buffer): Promise<void> {
    this.#hash.update(bytes);
    await this.#file.appendFile(bytes);
  }
}
