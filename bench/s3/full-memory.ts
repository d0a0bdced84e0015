import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, truncateSync } from "node:fs";
import { freemem, tmpdir, totalmem } from "node:os";
import { join } from "node:path";

const READ_BYTES = 1024 ** 2;
/** The system begins to take memory from its cache a little below this. */
const FREE_BYTES = 256 * 1024 ** 2;

/**
 * Fills the memory with what the system's cache may drop at once, as it is on a machine that was in use for a while.
 *
 * Free memory of a virtual machine may have gone back to its host, and comes page by page when it is touched: here that took
 * 15 µs for each 4 KiB, so a server that writes to a new file wrote 0.3 GB/s in the place of 2, and the next one, to which
 * the same memory fell before the host had it back, did not.
 */
export class FullMemory {
  readonly #folder: string = mkdtempSync(join(tmpdir(), "keylease-bench-memory-"));
  readonly #buffer: Buffer = Buffer.alloc(READ_BYTES);
  readonly #file: number;
  readonly #sizeBytes: number = totalmem();
  #at = 0;

  constructor() {
    const path = join(this.#folder, "holes");
    this.#file = openSync(path, "w+");
    // It takes nothing of the disk: what is read of it are pages of zeros.
    truncateSync(path, this.#sizeBytes);
  }

  /** Reads on in a large file until little is free. Only Linux tells what is free without its cache. */
  fill(): void {
    for (let read = 0; read < 2 * this.#sizeBytes && freeBytes() > FREE_BYTES; read += READ_BYTES) {
      readSync(this.#file, this.#buffer, 0, READ_BYTES, this.#at);
      this.#at = (this.#at + READ_BYTES) % this.#sizeBytes;
    }
  }

  remove(): void {
    closeSync(this.#file);
    rmSync(this.#folder, { recursive: true });
  }
}

function freeBytes(): number {
  if (process.platform !== "linux") return 0;
  const kibibytes = /MemFree:\s+(\d+) kB/.exec(readFileSync("/proc/meminfo", "utf8"))?.[1];
  return kibibytes === undefined ? freemem() : Number(kibibytes) * 1024;
}
