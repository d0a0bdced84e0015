import {
  closeSync,
  constants,
  type Dir,
  type Dirent,
  fstatSync,
  opendirSync,
  openSync,
  readSync,
  type Stats,
  statSync,
} from "node:fs";
import { open, opendir, stat } from "node:fs/promises";
import { checkRegular, unreadable } from "../source-file.ts";

/** A file on a disk that has it in memory takes a hundredth of this; one that must be fetched over a network ten times. */
const SLOW_MILLISECONDS = 0.5;
/** So many times it is done off the event loop, before the disk is tried again. */
const SLOW_TIMES = 256;
/** How much the last time counts against those before. */
const WEIGHT = 1 / 16;

/** A pipe would be waited for, for ever, until somebody writes into it. */
const READ_ONLY = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The bytes of a file; `undefined`: it is too large. */
type SmallFile = Buffer | undefined;
type Entries = readonly Dirent[];

/** So many entries of a folder are read at a time; as bytes, because text would lose what is not UTF-8. */
const ENTRIES = 128;
const FOLDER_OPTIONS = { encoding: "buffer" as BufferEncoding, bufferSize: ENTRIES };

/**
 * Looks at files and reads small ones: at once where the disk answers at once, which takes a fifth of the time that the
 * way through the thread pool does, and off the event loop where the disk makes it wait. What was done at once is given
 * as it is: a promise for each costs, too.
 */
export class Disk {
  readonly #slowMilliseconds: number;
  #average = 0;
  #slowTimes = 0;

  /** @param slowMilliseconds What may be waited for on the event loop, on average. */
  constructor(slowMilliseconds: number = SLOW_MILLISECONDS) {
    this.#slowMilliseconds = slowMilliseconds;
  }

  /**
   * What a path leads to, by its links.
   *
   * @throws the system's error.
   */
  stat(path: string): Stats | Promise<Stats> {
    if (this.#isSlow()) return stat(path);
    return this.#timed(() => statSync(path));
  }

  /**
   * Opens a folder for {@link entries}. Close it when done.
   *
   * @throws the system's error.
   */
  openFolder(path: string): Dir | Promise<Dir> {
    if (this.#isSlow()) return opendir(path, FOLDER_OPTIONS);
    return this.#timed(() => opendirSync(path, FOLDER_OPTIONS));
  }

  /**
   * The next entries of a folder; none at its end. Their names are buffers.
   *
   * @throws the system's error.
   */
  entries(folder: Dir): Entries | Promise<Entries> {
    if (this.#isSlow()) return folder.read().then((first) => entriesFrom(first, folder));
    return entriesFrom(
      this.#timed(() => folder.readSync()),
      folder,
    );
  }

  /**
   * Reads a regular file whole.
   *
   * @param memory Where to, where it is large enough; else new memory is taken.
   * @param mostBytes Larger ones are not read.
   * @returns `undefined` for a larger one.
   * @throws KeyleaseError `FileUnreadable`.
   */
  readSmall(path: string, mostBytes: number, memory?: Buffer): SmallFile | Promise<SmallFile> {
    if (this.#isSlow()) return readLater(path, mostBytes, memory);
    return this.#timed(() => readNow(path, mostBytes, memory));
  }

  #isSlow(): boolean {
    if (this.#slowTimes === 0) return false;
    this.#slowTimes -= 1;
    return true;
  }

  #timed<T>(work: () => T): T {
    const startedAt = performance.now();
    try {
      return work();
    } finally {
      // No single time counts for more than twice what is slow: the system may have let another process run in it.
      const milliseconds = Math.min(performance.now() - startedAt, 2 * this.#slowMilliseconds);
      this.#average += (milliseconds - this.#average) * WEIGHT;
      if (this.#average >= this.#slowMilliseconds) {
        this.#average = 0;
        this.#slowTimes = SLOW_TIMES;
      }
    }
  }
}

/** The others are in memory with the first one, as many as are read at a time. */
function entriesFrom(first: Dirent | null, folder: Dir): Entries {
  const entries: Dirent[] = [];
  for (let entry = first; entry !== null; entry = folder.readSync()) {
    entries.push(entry);
    if (entries.length === ENTRIES) break;
  }
  return entries;
}

function readNow(path: string, mostBytes: number, memory?: Buffer): SmallFile {
  let file: number;
  try {
    file = openSync(path, READ_ONLY);
  } catch (error) {
    throw unreadable(path, error);
  }
  try {
    const stats = fstatSync(file);
    checkRegular(path, stats);
    if (stats.size > mostBytes) return undefined;
    const bytes = memoryFor(stats.size, memory);
    let filled = 0;
    for (let read = -1; read !== 0 && filled < bytes.length; filled += read) {
      read = readSync(file, bytes, filled, bytes.length - filled, filled);
    }
    // It became shorter since it was opened: what it is now is what is sent.
    return bytes.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}

async function readLater(path: string, mostBytes: number, memory?: Buffer): Promise<SmallFile> {
  const file = await open(path, READ_ONLY).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    const stats = await file.stat();
    checkRegular(path, stats);
    if (stats.size > mostBytes) return undefined;
    const bytes = memoryFor(stats.size, memory);
    let filled = 0;
    for (let read = -1; read !== 0 && filled < bytes.length; filled += read) {
      ({ bytesRead: read } = await file.read(bytes, filled, bytes.length - filled, filled));
    }
    return bytes.subarray(0, filled);
  } finally {
    await file.close();
  }
}

function memoryFor(sizeBytes: number, memory: Buffer | undefined): Buffer {
  const isEnough = memory !== undefined && memory.length >= sizeBytes;
  return isEnough ? memory.subarray(0, sizeBytes) : Buffer.allocUnsafe(sizeBytes);
}
