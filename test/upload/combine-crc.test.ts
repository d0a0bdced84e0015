import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { combineCrc32, crc32Text, parseCrc32 } from "../../src/upload/combine-crc.ts";

describe("a CRC-32 that is combined", () => {
  it("is that of the whole, however it is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (pieces) => {
        const combined = pieces.reduce((sum, piece) => combineCrc32(sum, crc32(piece), piece.length), 0);
        expect(combined).toBe(crc32(Buffer.concat(pieces)));
      }),
    );
  });

  it("holds where the second half has more bits than 32 can count", () => {
    // 1 GiB of zeroes sixteen times: put together by doubling, then against one piece after the other.
    const gibibyte = 1024 ** 3;
    const zeroes = Buffer.alloc(1024 ** 2);
    let one = 0;
    for (let i = 0; i < 1024; i++) one = combineCrc32(one, crc32(zeroes), zeroes.length);
    let doubled = one;
    for (let size = gibibyte; size < 16 * gibibyte; size *= 2) doubled = combineCrc32(doubled, doubled, size);
    let walked = 0;
    for (let i = 0; i < 16; i++) walked = combineCrc32(walked, one, gibibyte);
    expect(doubled).toBe(walked);
    expect(combineCrc32(crc32("x"), doubled, 16 * gibibyte)).toBe(
      Array.from({ length: 16 }).reduce<number>((sum) => combineCrc32(sum, one, gibibyte), crc32("x")),
    );
  });

  it("is written as S3 writes it, and read again", () => {
    expect(crc32Text(crc32("123456789"))).toBe("y/Q5Jg==");
    fc.assert(fc.property(fc.integer({ min: 0, max: 0xffffffff }), (crc) => parseCrc32(crc32Text(crc)) === crc));
  });

  it.each(["", "AAAA", "AAAAAAA=", "not base64", "y/Q5Jg"])("is not read from %j", (text) => {
    expect(parseCrc32(text)).toBeUndefined();
  });
});
