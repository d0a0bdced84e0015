import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CRC32, CrcCombiner } from "../../../src/upload/checksum/combine-crc.ts";

describe("a CRC that is combined", () => {
  const combiner = new CrcCombiner(CRC32);
  const combine = (first: number, second: number, secondBytes: number): number =>
    Number(combiner.combine(BigInt(first), BigInt(second), secondBytes));

  it("is that of the whole, however it is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (pieces) => {
        const combined = pieces.reduce((sum, piece) => combine(sum, crc32(piece), piece.length), 0);
        expect(combined).toBe(crc32(Buffer.concat(pieces)));
      }),
    );
  });

  it("holds where the second half has more bits than 32 can count", () => {
    // 1 GiB of zeroes sixteen times: put together by doubling, then against one piece after the other.
    const gibibyte = 1024 ** 3;
    const zeroes = Buffer.alloc(1024 ** 2);
    let one = 0;
    for (let i = 0; i < 1024; i++) one = combine(one, crc32(zeroes), zeroes.length);
    let doubled = one;
    for (let size = gibibyte; size < 16 * gibibyte; size *= 2) doubled = combine(doubled, doubled, size);
    let walked = 0;
    for (let i = 0; i < 16; i++) walked = combine(walked, one, gibibyte);
    expect(doubled).toBe(walked);
    expect(combine(crc32("x"), doubled, 16 * gibibyte)).toBe(
      Array.from({ length: 16 }).reduce<number>((sum) => combine(sum, one, gibibyte), crc32("x")),
    );
  });
});
