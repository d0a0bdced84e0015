import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findLinks } from "../../tools/docs/links.ts";
import { findFiles } from "../../tools/files.ts";

const INDEX = "docs/README.md";

describe("the index of the documentation", () => {
  it("leads to every page", () => {
    const targets = new Set(findLinks(readFileSync(INDEX, "utf8")).map(({ target }) => `docs/${target}`));
    const pages = findFiles("docs", (path) => path.endsWith(".md") && path !== INDEX);
    expect(pages.length).toBeGreaterThan(20);
    expect(pages.filter((page) => !targets.has(page))).toEqual([]);
  });

  it("leads to what each service says of itself", () => {
    const ledgers = findFiles("src", (path) => path.endsWith("FIDELITY.md"));
    const index = readFileSync(INDEX, "utf8");
    expect(ledgers.length).toBeGreaterThan(5);
    expect(ledgers.filter((ledger) => !index.includes(`(../${ledger})`))).toEqual([]);
  });
});
