import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALPHABETS, pooledRandom, randomText, systemRandom } from "../../src/core/index.ts";

describe("random text", () => {
  it("has the asked length and only letters of the alphabet", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 80 }), fc.constantFrom(...Object.values(ALPHABETS)), (length, alphabet) => {
        const text = randomText(systemRandom, length, alphabet);
        expect(text).toHaveLength(length);
        expect([...text].every((character) => alphabet.includes(character))).toBe(true);
      }),
    );
  });

  it("draws bytes again that would favour the first letters", () => {
    // With 26 letters the bytes 234 to 255 stand for none: taken modulo 26 they would all be the first 22 letters.
    const bytes = [255, 234, 0, 25];
    const random = { bytes: (count: number) => Buffer.from(bytes.splice(0, count)) };
    expect(randomText(random, 2, "abcdefghijklmnopqrstuvwxyz")).toBe("az");
  });
});

describe("pooled random bytes", () => {
  it("are the source's, each once and in their order, whatever sizes are asked for", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 512 }), { maxLength: 40 }), (sizes) => {
        let drawn = 0;
        const source = { bytes: (count: number) => Buffer.from(Array.from({ length: count }, () => drawn++ % 251)) };
        const random = pooledRandom(source);
        let expected = 0;
        for (const size of sizes) {
          const bytes = random.bytes(size);
          expect(bytes).toHaveLength(size);
          // What is left of a pool that is too small for the next is passed over.
          if (size > 0 && (bytes[0] as number) !== expected % 251) expected = Math.ceil(expected / 4096) * 4096;
          for (const byte of bytes) expect(byte).toBe(expected++ % 251);
        }
      }),
    );
  });

  it("come from the source itself where many are asked for", () => {
    let asked = 0;
    const random = pooledRandom({
      bytes: (count) => {
        asked = count;
        return Buffer.alloc(count, 1);
      },
    });
    expect(random.bytes(1000)).toEqual(Buffer.alloc(1000, 1));
    expect(asked).toBe(1000);
  });
});
