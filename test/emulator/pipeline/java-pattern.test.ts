import { describe, expect, it } from "vitest";
import { compileJavaPattern, matchesWithinTime } from "../../../src/emulator/pipeline/java-pattern.ts";

describe("a pattern in Java's syntax", () => {
  it.each([
    ["[a-z]+", "abc", true],
    ["[a-z]+", "abc1", false],
    ["a|b", "ab", false],
    ["\\d{1,4}", "10000", false],
    ["^x$", "x", true],
  ])("%s fits %s as a whole: %s", (pattern, value, expected) => {
    expect(matchesWithinTime(compileJavaPattern(pattern) as RegExp, value)).toBe(expected);
  });

  it.each(["(", "[a&&[b]]", "[a[b]]", "\\p{Alpha}", "\\Aa\\z", "(?<=a"])("%s is not read", (pattern) => {
    expect(compileJavaPattern(pattern)).toBeUndefined();
  });

  it("fits nothing where it would take for ever", () => {
    expect(matchesWithinTime(compileJavaPattern("(a+)+") as RegExp, `${"a".repeat(60)}!`)).toBe(false);
  });
});
