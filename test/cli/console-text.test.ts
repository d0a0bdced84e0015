import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineWriter, newText } from "../../src/cli/instances/console-text.ts";

describe("what is new in a console's text", () => {
  it("is what follows, whatever was there before", () => {
    fc.assert(fc.property(fc.string(), fc.string(), (before, more) => newText(before, before + more) === more));
  });

  it("is found where the beginning has gone", () => {
    const long = Array.from({ length: 500 }, (_, i) => `line ${i}\n`).join("");
    expect(newText(long, `${long.slice(700)}more`)).toBe("more");
  });

  it("is all of it where nothing is known again", () => {
    expect(newText("old", "another")).toBe("another");
  });
});

describe("lines of a text that comes in pieces", () => {
  const write = (...pieces: string[]): string[] => {
    const lines: string[] = [];
    const writer = new LineWriter((line) => lines.push(line));
    for (const piece of pieces) writer.add(piece);
    writer.end();
    return lines;
  };

  it("are the same however it was cut", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (pieces) => {
        expect(write(...pieces)).toEqual(write(pieces.join("")));
      }),
    );
  });

  it("keep tabs, and show what would move the cursor", () => {
    expect(write("a\tb\r", "\nc\u001b[2J\n\n", "d")).toEqual(["a\tb", "c\\u001b[2J", "", "d"]);
  });
});
