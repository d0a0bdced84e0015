import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesWildcards, wildcardPattern } from "../../../../src/emulator/services/ec2/wildcards.ts";

const matches = (pattern: string, value: string): boolean => matchesWildcards(wildcardPattern(pattern), value);

describe("A filter's wildcards", () => {
  it.each([
    ["*", "", true],
    ["*", "anything", true],
    ["a*c", "abbc", true],
    ["a*c", "abcb", false],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["**a", "ba", true],
    ["a.c", "abc", false],
    ["a\\*c", "a*c", true],
    ["a\\*c", "abc", false],
    ["a\\?", "ab", false],
    ["a\\", "a\\", true],
    ["ABC", "abc", false],
  ])("`%s` and `%s`: %s", (pattern, value, expected) => {
    expect(matches(pattern, value)).toBe(expected);
  });

  it("agree with a regular expression on every short pattern", () => {
    const piece = fc.constantFrom("a", "b", "*", "?");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.stringMatching(/^[ab]{0,10}$/), (pieces, value) => {
        const source = pieces.map((part) => (part === "*" ? ".*" : part === "?" ? "." : part)).join("");
        expect(matches(pieces.join(""), value)).toBe(new RegExp(`^${source}$`).test(value));
      }),
    );
  });

  it("give up on a pattern that would make a regular expression run for ever", () => {
    expect(matches("*a".repeat(200), `${"a".repeat(199)}b`)).toBe(false);
  });
});
