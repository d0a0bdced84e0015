import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findLinks } from "../../tools/docs/links.ts";
import { blocksOf } from "../support/guides/pages.ts";

const ENGLISH = "README.md";
const JAPANESE = "README.ja.md";
const read = (path: string): string => readFileSync(path, "utf8");

/** The depths of a page's headings, from the first to the last. */
const headings = (path: string): readonly number[] =>
  [...read(path).matchAll(/^(#+) .*$/gm)].map(([, marks = ""]) => marks.length);

/** A page's blocks without their comments, which are in its language. */
const code = (path: string): readonly string[] =>
  blocksOf(path).map(({ language, text }) => `${language}\n${text.replace(/\s*(?<!\S)(?:#|\/\/) .*$/gm, "")}`);

/** A page's links in their order, but for the first, which leads to the other language. */
const links = (path: string): readonly string[] => findLinks(read(path)).map(({ target }) => target);

describe("the README in Japanese", () => {
  it("and the one in English lead to each other at the top", () => {
    expect([links(ENGLISH)[0], links(JAPANESE)[0]]).toEqual([JAPANESE, ENGLISH]);
  });

  it("has the sections of the one in English", () => {
    expect(headings(ENGLISH).length).toBeGreaterThan(4);
    expect(headings(JAPANESE)).toEqual(headings(ENGLISH));
  });

  it("has its commands and programs, byte for byte but for the comments", () => {
    expect(code(ENGLISH).join("\n")).toContain("npx keylease put README.md s3://BUCKET/README.md --federate me\n");
    expect(code(JAPANESE)).toEqual(code(ENGLISH));
  });

  it("has its links, in the same order", () => {
    expect(links(ENGLISH).length).toBeGreaterThan(8);
    expect(links(JAPANESE).slice(1)).toEqual(links(ENGLISH).slice(1));
  });

  it("has the rows of its table", () => {
    const rows = (path: string): number => read(path).match(/^\|/gm)?.length ?? 0;
    expect(rows(ENGLISH)).toBeGreaterThan(5);
    expect(rows(JAPANESE)).toBe(rows(ENGLISH));
  });
});
