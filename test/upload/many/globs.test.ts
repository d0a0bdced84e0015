import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Filter, fileFilter } from "../../../src/upload/many/globs.ts";

const exclude = (pattern: string): Filter => ({ kind: "exclude", pattern });
const include = (pattern: string): Filter => ({ kind: "include", pattern });
const matches = (pattern: string, name: string): boolean => !fileFilter([exclude(pattern)])(name);

describe("a pattern", () => {
  it.each<[pattern: string, name: string, isMatch: boolean]>([
    ["*.txt", "a.txt", true],
    ["*.txt", "a/b/c.txt", true],
    ["*.txt", "a.txt.gz", false],
    ["a/*", "a/b/c", true],
    ["a/*", "b/a/c", false],
    ["?.txt", "a.txt", true],
    ["?.txt", "\u{1f600}.txt", true],
    ["a?b", "a/b", true],
    ["?", "", false],
    ["*", "", true],
    ["[ab]c", "bc", true],
    ["[a-c]x", "bx", true],
    ["[a-c]x", "dx", false],
    ["[!a-c]x", "dx", true],
    ["[!a-c]x", "ax", false],
    ["[]]", "]", true],
    ["[!]]", "a", true],
    ["[a-]", "-", true],
    ["[*]", "*", true],
    ["[*]", "x", false],
    ["[", "[", true],
    ["a[b", "a[b", true],
    ["a.c", "abc", false],
    ["A", "a", false],
    [".git/*", ".git/config", true],
    ["*/.git/*", "x/.git/y/z", true],
    ["a\nb*", "a\nbc", true],
    ["**", "a/b", true],
    ["(a|b)", "a", false],
  ])("`%s` and the name `%s`: %s", (pattern, name, isMatch) => {
    expect(matches(pattern, name)).toBe(isMatch);
  });

  it("matches as Python's fnmatch does, which AWS's CLI asks", () => {
    const part = fc.constantFrom("a", "b", "/", "*", "?", "[ab]", "[!a]", ".", "-");
    const name = fc.array(fc.constantFrom("a", "b", "/", ".", "-"), { maxLength: 8 }).map((parts) => parts.join(""));
    void fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), name, (parts, text) => {
        const translated = parts.map((one) =>
          one === "*"
            ? ".*"
            : one === "?"
              ? "."
              : one.startsWith("[")
                ? one.replace("!", "^")
                : `\\${one}`.replace(/^\\(?=[ab])/, ""),
        );
        expect(matches(parts.join(""), text)).toBe(new RegExp(`^(?:${translated.join("")})$`, "s").test(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it("takes no longer than pattern times name", () => {
    expect(matches(`${"*a".repeat(1_000)}b`, "a".repeat(2_000))).toBe(false);
  });

  it("has at most 4,096 characters", () => {
    expect(() => fileFilter([exclude("a".repeat(4_097))])).toThrow(/4096 characters/);
  });
});

describe("filters", () => {
  it("take in all files where there are none", () => {
    expect(fileFilter([])("a")).toBe(true);
  });

  it("count in their order, the last that matches", () => {
    const only = fileFilter([exclude("*"), include("*.txt")]);
    expect(["a.txt", "b/c.txt", "a.gz"].filter(only)).toEqual(["a.txt", "b/c.txt"]);
    expect(["a.txt", "a.gz"].filter(fileFilter([include("*.txt"), exclude("*")]))).toEqual([]);
    const three = fileFilter([exclude("*"), include("*.txt"), exclude("secret/*")]);
    expect(["a.txt", "secret/a.txt"].filter(three)).toEqual(["a.txt"]);
  });

  it("that only take in change nothing", () => {
    expect(fileFilter([include("*.txt")])("a.gz")).toBe(true);
  });
});
