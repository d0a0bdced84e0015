import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { makeActionTable } from "../../tools/action-table/make.ts";

describe("the committed table of actions", () => {
  it("is what the installed data make, so `npm run table` was run after their update", async () => {
    const committed = readFileSync(new URL("../../src/lint/action-table/table.ts", import.meta.url), "utf8");
    const made = await makeActionTable();
    // Compared as a whole first: a difference of half a megabyte is nothing to print.
    if (committed === made) return;
    const lines = new Set(committed.split("\n"));
    expect(
      made
        .split("\n")
        .filter((line) => !lines.has(line))
        .map((line) => line.slice(0, 80)),
    ).toEqual([]);
    expect(committed.length).toBe(made.length);
  });

  it("carries the licence of the data", () => {
    const committed = readFileSync(new URL("../../src/lint/action-table/table.ts", import.meta.url), "utf8");
    expect(committed).toContain("Copyright (c) 2024 Act Security");
    expect(committed.startsWith("/*!")).toBe(true);
  });
});
