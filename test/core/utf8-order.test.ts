import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareUtf8 } from "../../src/core/index.ts";

describe("the order of keys", () => {
  it("is that of their UTF-8 bytes for every two texts", () => {
    const text = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareUtf8(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
    );
  });

  it("puts characters beyond U+FFFF last, where UTF-16 does not", () => {
    expect(["\u{1F600}", "\uFF5E"].sort(compareUtf8)).toEqual(["\uFF5E", "\u{1F600}"]);
    expect(["\u{1F600}", "\uFF5E"].sort()).toEqual(["\u{1F600}", "\uFF5E"]);
  });
});
