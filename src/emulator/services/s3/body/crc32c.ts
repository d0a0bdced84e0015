import { word } from "./bytes.ts";
import { Folding, type TableCrc } from "./folding.ts";

/** Castagnoli's polynomial, bits reversed. */
const POLYNOMIAL = 0x82f63b78;
const SLICES = 8;
const TABLES: Int32Array = makeTables();

/** A multiple of the polynomial is 1 + x^(8 * 65) + … + x^(8 * 209): see the other CRC. */
const folding: Folding = new Folding([65, 155, 170, 195, 209]);

/** CRC-32C (RFC 3720, appendix B.4). By tables it takes eight bytes a step. */
export class Crc32c implements TableCrc {
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
    let crc = this.#crc;
    let i = 0;
    for (const end = bytes.length - 7; i < end; i += 8) {
      const near = crc ^ word(bytes, i);
      const far = word(bytes, i + 4);
      crc =
        at(7, near) ^
        at(6, near >>> 8) ^
        at(5, near >>> 16) ^
        at(4, near >>> 24) ^
        at(3, far) ^
        at(2, far >>> 8) ^
        at(1, far >>> 16) ^
        at(0, far >>> 24);
    }
    for (; i < bytes.length; i++) crc = at(0, crc ^ (bytes[i] as number)) ^ (crc >>> 8);
    this.#crc = crc;
  }

  digest(): Buffer {
    const digest = Buffer.alloc(4);
    digest.writeInt32BE(~this.#crc);
    return digest;
  }
}

function at(slice: number, byte: number): number {
  return TABLES[(slice << 8) | (byte & 0xff)] as number;
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
