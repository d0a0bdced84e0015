// Loaded only for who asks for one of these. The package is named here alone and statically, so that a bundle has these two
// of its twenty hashes.
import { createCRC32, createCRC64, type IHasher } from "hash-wasm";
import type { RunningChecksum } from "./checksum.ts";
import { CRC32C, CRC64NVME } from "./combine-crc.ts";

/** What begins a CRC-32C. */
export async function crc32cStarter(): Promise<() => RunningChecksum> {
  const hasher = await createCRC32(Number(CRC32C.polynomial));
  return () => new RunningWasm(hasher);
}

/** What begins a CRC-64/NVME. */
export async function crc64NvmeStarter(): Promise<() => RunningChecksum> {
  const hasher = await createCRC64(CRC64NVME.polynomial.toString(16));
  return () => new RunningWasm(hasher);
}

/** One hasher serves all checksums that run at the same time: each brings its own state to it, and takes it away again. */
class RunningWasm implements RunningChecksum {
  readonly #hasher: IHasher;
  #state: Uint8Array;

  constructor(hasher: IHasher) {
    this.#hasher = hasher;
    this.#state = hasher.init().save();
  }

  update(bytes: Uint8Array): void {
    this.#state = this.#hasher.load(this.#state).update(bytes).save();
  }

  value(): string {
    return Buffer.from(this.#hasher.load(this.#state).digest("binary")).toString("base64");
  }
}
