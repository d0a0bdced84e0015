import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALPHABETS, randomText, systemRandom } from "../../src/core/index.ts";

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
