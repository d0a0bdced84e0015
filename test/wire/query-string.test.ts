import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePath, decodeQuery, percentEncode, UrlFormatError } from "../../src/wire/index.ts";

const text = fc.string({ unit: "binary" });

describe("a raw query", () => {
  it.each<[string, [string, string][]]>([
    ["", []],
    ["&&", []],
    ["uploads", [["uploads", ""]]],
    ["uploads=", [["uploads", ""]]],
    ["=v", [["", "v"]]],
    [
      "a=b=c&a=d",
      [
        ["a", "b=c"],
        ["a", "d"],
      ],
    ],
    ["a+b=c+%2B", [["a b", "c +"]]],
    [
      "prefix=a/&delimiter=%2F",
      [
        ["prefix", "a/"],
        ["delimiter", "/"],
      ],
    ],
    ["%E6%BC%A2=é", [["漢", "é"]]],
    ["__proto__=1", [["__proto__", "1"]]],
  ])("%s is decoded in order", (raw, pairs) => {
    expect(decodeQuery(raw)).toEqual(pairs);
  });

  it.each(["a=%", "a=%2", "a=%zz", "%E6=1", "a=%C0%80", "a=%ED%A0%80", "a=%FF"])("%s is refused", (raw) => {
    expect(() => decodeQuery(raw)).toThrow(expect.objectContaining({ name: "UrlFormatError", reason: "encoding" }));
  });

  it("may not have more pairs than allowed", () => {
    expect(decodeQuery("a&b&&c", { maxPairs: 3 })).toHaveLength(3);
    expect(() => decodeQuery("a&b&c&d", { maxPairs: 3 })).toThrow(expect.objectContaining({ reason: "too-many" }));
    expect(() => decodeQuery("a&".repeat(10_001))).toThrow(UrlFormatError);
  });

  it("is the inverse of encoding", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
        const encode = (part: string): string => percentEncode(part, { keepSlash: false });
        const raw = pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
        expect(decodeQuery(raw)).toEqual(pairs);
      }),
    );
  });
});

describe("percent-encoding", () => {
  it("leaves RFC 3986's unreserved characters and writes upper-case hex", () => {
    const unreserved = "ABCXYZabcxyz0189-._~";
    expect(percentEncode(unreserved, { keepSlash: false })).toBe(unreserved);
    expect(percentEncode(" !'()*+/:=é%", { keepSlash: false })).toBe("%20%21%27%28%29%2A%2B%2F%3A%3D%C3%A9%25");
  });

  it("keeps slashes in paths, and only those that are slashes", () => {
    expect(percentEncode("/a b/%2F", { keepSlash: true })).toBe("/a%20b/%252F");
  });

  it("refuses a lone surrogate", () => {
    expect(() => percentEncode("\ud800", { keepSlash: false })).toThrow(UrlFormatError);
  });
});

describe("a raw path", () => {
  it("is decoded once, without normalising", () => {
    expect(decodePath("/b/a/../%2E%2E//c+d%20%252F%c3%a9")).toBe("/b/a/../..//c+d %2Fé");
  });

  it.each(["/%", "/%4", "/%FF", "/a%gg"])("%s is refused", (path) => {
    expect(() => decodePath(path)).toThrow(UrlFormatError);
  });

  it("is the inverse of encoding", () => {
    fc.assert(
      fc.property(text, (path) => {
        expect(decodePath(percentEncode(path, { keepSlash: true }))).toBe(path);
      }),
    );
  });
});
