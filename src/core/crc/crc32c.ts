import type { Crc } from "./crc.ts";
import { ofEight, word } from "./eight-bytes.ts";
import { Folding, type StepwiseCrc } from "./folding.ts";
import { Made } from "./made.ts";

/** Castagnoli's polynomial, bits reversed. */
const POLYNOMIAL = 0x82f63b78;
const SLICES = 8;
const tables: Made<Int32Array> = new Made(makeTables);

/** Found by search for few terms, and for short ones: x^(8 * 5321) + x^(8 * 3574) + x^(8 * 2491) + 1 is a multiple. */
const folding: Folding = new Folding([
  { distances: [1747, 2830, 5321], leastBytes: 24 * 1024 },
  { distances: [65, 155, 170, 195, 209], leastBytes: 4 * 1024 },
]);

/** CRC-32C (RFC 3720, appendix B.4). Steps are by tables, of eight bytes each. */
export class Crc32c implements Crc, StepwiseCrc {
  #crc = -1;

  update(bytes: Uint8Array): undefined {
    folding.update(this, bytes);
  }

  take(): readonly [number, number] {
    const value = [this.#crc, 0] as const;
    this.#crc = 0;
    return value;
  }

  step(bytes: Uint8Array): void {
    const table = tables.value;
    let crc = this.#crc;
    let i = 0;
    for (const end = bytes.length - 7; i < end; i += 8) {
      crc = ofEight(table, crc ^ word(bytes, i), word(bytes, i + 4));
    }
    for (; i < bytes.length; i++) crc = (table[(crc ^ (bytes[i] as number)) & 0xff] as number) ^ (crc >>> 8);
    this.#crc = crc;
  }

  digest(): Buffer {
    const digest = Buffer.alloc(4);
    digest.writeInt32BE(~this.#crc);
    return digest;
  }
}

/** One table a slice, one after the other: `T[k]` is what a byte becomes when `k` zero bytes follow it. */
function makeTables(): Int32Array {
  const tables = new Int32Array(SLICES * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
    tables[byte] = crc;
  }
  for (let i = 256; i < tables.length; i++) {
    const before = tables[i - 256] as number;
    tables[i] = (before >>> 8) ^ (tables[before & 0xff] as number);
  }
  return tables;
}
