import type { Crc } from "./crc.ts";
import { ofEight, word } from "./eight-bytes.ts";
import { Folding, type StepwiseCrc } from "./folding.ts";
import { Made } from "./made.ts";

/** The polynomial of the NVM Express specification, bits reversed, in two halves of 32 bits: BigInt would be slow. */
const POLYNOMIAL_HIGH = 0x9a6c9329;
const POLYNOMIAL_LOW = 0xac4bc9b5;
const SLICES = 8;

/** Both halves of what a byte comes to. */
interface Tables {
  readonly high: Int32Array;
  readonly low: Int32Array;
}

const tables: Made<Tables> = new Made(makeTables);

/** Found by search for few terms; that the polynomial divides them is checked by the tests, which compare with single bits. */
const folding: Folding = new Folding([
  { distances: [315, 392, 567, 1074, 1125, 1345, 1855, 2113], leastBytes: 4 * 1024 },
]);

/** CRC-64/NVME, what S3 computes where the client sends no checksum. Steps are by tables, of eight bytes each. */
export class Crc64Nvme implements Crc, StepwiseCrc {
  #high = -1;
  #low = -1;

  update(bytes: Uint8Array): undefined {
    folding.update(this, bytes);
  }

  take(): readonly [number, number] {
    const value = [this.#low, this.#high] as const;
    this.#low = 0;
    this.#high = 0;
    return value;
  }

  step(bytes: Uint8Array): void {
    const { high: highs, low: lows } = tables.value;
    let high = this.#high;
    let low = this.#low;
    let i = 0;
    for (const end = bytes.length - 7; i < end; i += 8) {
      const near = low ^ word(bytes, i);
      const far = high ^ word(bytes, i + 4);
      high = ofEight(highs, near, far);
      low = ofEight(lows, near, far);
    }
    for (; i < bytes.length; i++) {
      const index = (low ^ (bytes[i] as number)) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (lows[index] as number);
      high = (high >>> 8) ^ (highs[index] as number);
    }
    this.#high = high;
    this.#low = low;
  }

  digest(): Buffer {
    const digest = Buffer.alloc(8);
    digest.writeInt32BE(~this.#high);
    digest.writeInt32BE(~this.#low, 4);
    return digest;
  }
}

/** One table a slice, one after the other: `T[k]` is what a byte becomes when `k` zero bytes follow it. */
function makeTables(): Tables {
  const [highs, lows] = [new Int32Array(SLICES * 256), new Int32Array(SLICES * 256)];
  for (let byte = 0; byte < 256; byte++) {
    let high = 0;
    let low = byte;
    for (let bit = 0; bit < 8; bit++) {
      const odd = low & 1;
      low = ((low >>> 1) | (high << 31)) ^ (odd ? POLYNOMIAL_LOW : 0);
      high = (high >>> 1) ^ (odd ? POLYNOMIAL_HIGH : 0);
    }
    highs[byte] = high;
    lows[byte] = low;
  }
  for (let i = 256; i < SLICES * 256; i++) {
    const [high, low] = [highs[i - 256] as number, lows[i - 256] as number];
    highs[i] = (high >>> 8) ^ (highs[low & 0xff] as number);
    lows[i] = ((low >>> 8) | (high << 24)) ^ (lows[low & 0xff] as number);
  }
  return { high: highs, low: lows };
}
