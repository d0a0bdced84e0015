import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonSyntaxError, parseJson } from "../../../../../src/emulator/services/cloudformation/template/json.ts";

function fault(text: string): { line: number; column: number } | undefined {
  try {
    parseJson(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return { line: error.line, column: error.column };
  }
}

describe("JSON with positions", () => {
  it.each([
    ['{"a": x}', 1, 7],
    ['{\n  "a": 1,\n}', 3, 1],
    ['{"a" 1}', 1, 6],
    ["[1, 2", 1, 6],
    ["", 1, 1],
    ['{"a": 1} x', 1, 10],
    ['{"a": "b\nc"}', 1, 7],
    ['{"a": "\\x"}', 1, 7],
    ['{"a": 01}', 1, 8],
    ['{"a": NaN}', 1, 7],
  ])("finds the fault in %j", (text, line, column) => {
    expect(fault(text)).toEqual({ line, column });
  });

  it("refuses a key that is there twice, where JSON.parse would let the last one win", () => {
    expect(fault('{"a": 1, "a": 2}')).toEqual({ line: 1, column: 10 });
  });

  it("refuses nesting that would overflow the stack", () => {
    expect(fault("[".repeat(100_000))).toBeDefined();
  });

  it("takes a key that objects have by themselves for an ordinary key", () => {
    const value = parseJson('{"__proto__": 1, "constructor": 2}');
    expect(Object.entries(value as object)).toEqual([
      ["__proto__", 1],
      ["constructor", 2],
    ]);
  });

  it("reads what JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        expect(JSON.parse(JSON.stringify(parseJson(text)))).toEqual(JSON.parse(text));
      }),
    );
  });

  it("accepts exactly what JSON.parse accepts, duplicate keys aside", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[[\]{}",:01.eE+\-\\ntrufalse \n]{0,12}$/), (text) => {
        let value: unknown;
        try {
          value = JSON.parse(text);
        } catch {
          expect(fault(text)).toBeDefined();
          return;
        }
        fc.pre(!/"[^"]*"\s*:.*"[^"]*"\s*:/s.test(text));
        expect(JSON.parse(JSON.stringify(parseJson(text)))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 2000 },
    );
  });
});
