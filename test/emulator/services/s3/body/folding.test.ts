import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CrcFold } from "../../../../../src/emulator/services/s3/body/crc-fold.ts";
import { Crc32c } from "../../../../../src/emulator/services/s3/body/crc32c.ts";
import { Crc64Nvme } from "../../../../../src/emulator/services/s3/body/crc64nvme.ts";

/** Short enough for the tables. */
const SMALL_BYTES = 1000;

function pseudoRandom(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed | 1;
  for (let i = 0; i < length; i++) {
    state = Math.imul(state, 1_664_525) + 1_013_904_223;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

describe.each([
  ["Crc64Nvme", Crc64Nvme, "ae8b14860a799888"],
  ["Crc32c", Crc32c, "e3069283"],
])("%s", (_name, Crc, check) => {
  function inPieces(bytes: Uint8Array, pieceBytes: number): string {
    const crc = new Crc();
    for (let i = 0; i < bytes.length; i += pieceBytes) crc.update(bytes.subarray(i, i + pieceBytes));
    return crc.digest().toString("hex");
  }

  it("has the check value of the catalogue of CRCs", () => {
    expect(inPieces(Buffer.from("123456789"), 9)).toBe(check);
  });

  it("comes to the same by folding long stretches and by the tables", () => {
    const length = fc.oneof(fc.integer({ min: 4_096, max: 4_300 }), fc.nat(30_000), fc.nat(600_000));
    fc.assert(
      fc.property(length, fc.nat(100), fc.integer(), (bytes, offset, seed) => {
        const all = pseudoRandom(bytes + offset, seed).subarray(offset);
        expect(inPieces(all, all.length + 1)).toBe(inPieces(all, SMALL_BYTES));
      }),
      { numRuns: 40 },
    );
  });

  it("goes on where a long stretch ended, in memory that threads share too", () => {
    const bytes = Buffer.from(new SharedArrayBuffer(100_000));
    pseudoRandom(bytes.length, 5).copy(bytes);
    expect(inPieces(bytes, 20_001)).toBe(inPieces(bytes, SMALL_BYTES));
  });

  it("keeps nothing of one stretch for the next", () => {
    const [one, other] = [pseudoRandom(90_000, 1), pseudoRandom(50_000, 2)];
    const crcs = [new Crc(), new Crc()] as const;
    for (const crc of crcs) for (const bytes of [one, other]) crc.update(bytes);
    expect(crcs[0].digest().equals(crcs[1].digest())).toBe(true);
    expect(inPieces(other, other.length)).toBe(inPieces(other, SMALL_BYTES));
  });
});

describe("CrcFold", () => {
  it("does without WebAssembly where there is none", () => {
    const known = Object.getOwnPropertyDescriptor(globalThis, "WebAssembly") as PropertyDescriptor;
    Object.defineProperty(globalThis, "WebAssembly", { value: undefined, configurable: true });
    try {
      expect(CrcFold.create([64, 128])).toBeUndefined();
    } finally {
      Object.defineProperty(globalThis, "WebAssembly", known);
    }
  });
});
