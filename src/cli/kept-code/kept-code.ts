import {
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Script } from "node:vm";
import { crc32 } from "node:zlib";

/** A build whose code was not used for so long makes room; where it is used again, it is compiled again. */
const KEPT_MILLISECONDS = 7 * 24 * 3600 * 1000;

const CHECKSUM_BYTES = 4;

/**
 * What V8 compiled of the files of one build, as Node 22 keeps it by itself: a file for each.
 *
 * Whoever could lay code into the folder would have it run by a program that holds credentials. So only what belongs to
 * the person who runs it, and nobody else may write, is taken; and nothing is kept in a folder of somebody else's, as the
 * home is that `sudo` leaves to root.
 */
export class KeptCode {
  readonly #folder: string;

  /** @param folder The build's own, in a folder of all builds. It need not be there. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What was kept of a file, and `undefined` where there is nothing that can be trusted. */
  take(name: string): Buffer | undefined {
    let descriptor: number | undefined;
    try {
      descriptor = openSync(join(this.#folder, name), "r");
      if (!isWrittenByOwner(fstatSync(descriptor))) return undefined;
      const bytes = readFileSync(descriptor);
      const code = bytes.subarray(0, -CHECKSUM_BYTES);
      // V8 runs what it is given, also where a machine that went down left half of it.
      return crc32(code) === bytes.readUInt32LE(code.length) ? code : undefined;
    } catch {
      return undefined;
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }

  /** Keeps what has been compiled of these files by now. Where that cannot be, nothing happens. */
  keep(scripts: ReadonlyMap<string, Script>): void {
    if (scripts.size === 0) return;
    try {
      if (!isOwn(lstatSync(nearestFolder(this.#folder)))) return;
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      for (const [name, script] of scripts) this.#write(name, script.createCachedData());
      this.#forgetOthers();
    } catch {
      // The next start takes longer than it need; that is all.
    }
  }

  /** Whole or not at all: others may read it, or write it, at the same time. */
  #write(name: string, code: Buffer): void {
    const checksum = Buffer.alloc(CHECKSUM_BYTES);
    checksum.writeUInt32LE(crc32(code));
    const fresh = join(this.#folder, `${name}.${process.pid}`);
    writeFileSync(fresh, Buffer.concat([code, checksum]), { mode: 0o600, flag: "wx" });
    renameSync(fresh, join(this.#folder, name));
  }

  #forgetOthers(): void {
    const all = dirname(this.#folder);
    for (const build of readdirSync(all).map((name) => join(all, name))) {
      if (build === this.#folder || Date.now() - statSync(build).mtimeMs < KEPT_MILLISECONDS) continue;
      rmSync(build, { recursive: true, force: true });
    }
  }
}

/** The folder itself, or the nearest above it that is there. */
function nearestFolder(folder: string): string {
  return lstatSync(folder, { throwIfNoEntry: false }) === undefined ? nearestFolder(dirname(folder)) : folder;
}

/** Windows keeps people's folders apart by itself. */
function isOwn({ uid }: Stats): boolean {
  return process.getuid === undefined || uid === process.getuid();
}

/** Whether nobody but the person who runs this can have written a file. */
function isWrittenByOwner(stats: Stats): boolean {
  return isOwn(stats) && (process.getuid === undefined || (stats.mode & 0o022) === 0);
}
