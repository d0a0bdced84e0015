import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { locate } from "../../src/policy/locate.ts";

const escapeName = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

/** Every pointer into a value, with the value that it leads to. */
function pointersOf(value: unknown, pointer = ""): [string, unknown][] {
  const members = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return [[pointer, value], ...members.flatMap(([name, one]) => pointersOf(one, `${pointer}/${escapeName(name)}`))];
}

describe("the place of a value in a text", () => {
  it("is its line and column, from 1", () => {
    const text = '{\n  "a": [1, {"b/c": "x"}],\n\t"d": null }';
    expect(locate(text, "")).toEqual({ line: 1, column: 1 });
    expect(locate(text, "/a")).toEqual({ line: 2, column: 8 });
    expect(locate(text, "/a/0")).toEqual({ line: 2, column: 9 });
    expect(locate(text, "/a/1/b~1c")).toEqual({ line: 2, column: 20 });
    expect(locate(text, "/d")).toEqual({ line: 3, column: 7 });
  });

  it("is that of the deepest parent that is there", () => {
    expect(locate('{"a": [1]}', "/a/7")).toEqual({ line: 1, column: 7 });
    expect(locate('{"a": 1}', "/b/c")).toEqual({ line: 1, column: 1 });
  });

  it("is that of the last of equal keys", () => {
    expect(locate('{"a": 1, "a": 2}', "/a")).toEqual({ line: 1, column: 15 });
  });

  it("is the beginning where the text is no JSON", () => {
    for (const text of ["", "nothing", '{"a', "{", "[1,,", '{"a" 1}']) {
      expect(locate(text, "").line).toBe(1);
      expect(locate(text, "/a/0").line).toBe(1);
    }
  });

  it("begins what the pointer leads to, in any document, however it is written", () => {
    const indent = fc.constantFrom(0, 2, "\t");
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), indent, (value, space) => {
        const text = JSON.stringify(value, undefined, space);
        const plain: unknown = JSON.parse(text);
        for (const [pointer, one] of pointersOf(plain)) {
          const { line, column } = locate(text, pointer);
          const rest = text
            .split("\n")
            .slice(line - 1)
            .join("\n")
            .slice(column - 1);
          const scalar = typeof one !== "object" || one === null;
          if (scalar) expect(rest.startsWith(JSON.stringify(one))).toBe(true);
          else expect(rest[0]).toBe(Array.isArray(one) ? "[" : "{");
        }
      }),
    );
  });
});
