import { crc32 } from "node:zlib";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Crc, Crc32, Crc32c, Crc64Nvme } from "../../../src/core/index.ts";

/** Short enough for steps. */
const SMALL_BYTES = 1000;
/** Enough that folding pays. */
const LONG_BYTES = 4 * 1024 ** 2;

interface Case {
  readonly name: string;
  readonly Crc: new () => Crc;
  readonly bits: bigint;
  /** Bits reversed. */
  readonly polynomial: bigint;
  /** Of the nine digits, by the catalogue of CRCs. */
  readonly check: string;
}

const CASES: readonly Case[] = [
  { name: "Crc32", Crc: Crc32, bits: 32n, polynomial: 0xedb88320n, check: "cbf43926" },
  { name: "Crc32c", Crc: Crc32c, bits: 32n, polynomial: 0x82f63b78n, check: "e3069283" },
  { name: "Crc64Nvme", Crc: Crc64Nvme, bits: 64n, polynomial: 0x9a6c9329ac4bc9b5n, check: "ae8b14860a799888" },
];

function pseudoRandom(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed | 1;
  for (let i = 0; i < length; i++) {
    state = Math.imul(state, 1_664_525) + 1_013_904_223;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

function inPieces({ Crc }: Case, bytes: Uint8Array, pieceBytes: number): string {
  const crc = new Crc();
  for (let i = 0; i < bytes.length; i += pieceBytes) crc.update(bytes.subarray(i, i + pieceBytes));
  return crc.digest().toString("hex");
}

/** As the definition has it, bit by bit; of numbers that JavaScript has whole, whatever their bits. */
function bitwise({ bits, polynomial }: Case, bytes: Uint8Array): string {
  const ones = (1n << bits) - 1n;
  let crc = ones;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ polynomial : crc >> 1n;
  }
  return (crc ^ ones).toString(16).padStart(Number(bits) / 4, "0");
}

describe.each(CASES)("$name", (one) => {
  // What folds is made after some long bytes, and serves all that come behind them.
  beforeAll(() => new one.Crc().update(Buffer.alloc(LONG_BYTES)));

  it("has the check value of the catalogue of CRCs", () => {
    expect(inPieces(one, Buffer.from("123456789"), 9)).toBe(one.check);
  });

  it("is what the definition comes to, bit by bit, by steps and by folding", () => {
    const bytes = pseudoRandom(70_001, 3);
    for (const length of [0, 1, 7, 8, 15, 3_000, 70_001]) {
      const some = bytes.subarray(0, length);
      expect(inPieces(one, some, length + 1)).toBe(bitwise(one, some));
    }
  });

  it("comes to the same by folding long stretches and by steps", () => {
    const length = fc.oneof(fc.integer({ min: 4_096, max: 4_300 }), fc.nat(70_000), fc.nat(900_000));
    fc.assert(
      fc.property(length, fc.nat(100), fc.integer(), (bytes, offset, seed) => {
        const all = pseudoRandom(bytes + offset, seed).subarray(offset);
        expect(inPieces(one, all, all.length + 1)).toBe(inPieces(one, all, SMALL_BYTES));
      }),
      { numRuns: 40 },
    );
  });

  it.each([-65, -64, -1, 0, 1, 64, 65])("comes to the same where stretches end, %i bytes from there", (beside) => {
    for (const stretches of [1, 2, 3]) {
      const bytes = pseudoRandom(stretches * 128 * 1024 + beside, stretches);
      expect(inPieces(one, bytes, bytes.length)).toBe(inPieces(one, bytes, SMALL_BYTES));
    }
  });

  it("goes on where a long stretch ended, in memory that threads share too", () => {
    const bytes = Buffer.from(new SharedArrayBuffer(200_000));
    pseudoRandom(bytes.length, 5).copy(bytes);
    expect(inPieces(one, bytes, 40_001)).toBe(inPieces(one, bytes, SMALL_BYTES));
  });

  it("keeps nothing of one stretch for the next", () => {
    const [long, short] = [pseudoRandom(90_000, 1), pseudoRandom(50_000, 2)];
    const crcs = [new one.Crc(), new one.Crc()] as const;
    for (const crc of crcs) for (const bytes of [long, short]) crc.update(bytes);
    expect(crcs[0].digest().equals(crcs[1].digest())).toBe(true);
    expect(inPieces(one, short, short.length)).toBe(inPieces(one, short, SMALL_BYTES));
  });
});

describe("Crc32", () => {
  it("of long bytes is zlib's", () => {
    const bytes = pseudoRandom(8 * 1024 ** 2 + 5, 7);
    const crc = new Crc32();
    crc.update(bytes);
    expect(crc.digest().readUInt32BE()).toBe(crc32(bytes));
  });
});
