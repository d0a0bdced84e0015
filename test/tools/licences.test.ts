import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
// @ts-expect-error: plain JavaScript without declarations, because builds run before anything is installed.
import { licencesOf } from "../../tools/setup/licences.mjs";

const root = mkdtempSync(join(tmpdir(), "keylease-licences-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
function installed(folder: string, manifest: object, licence?: string): string {
  write(`node_modules/${folder}/package.json`, JSON.stringify(manifest));
  if (licence !== undefined) write(`node_modules/${folder}/LICENSE`, licence);
  return `node_modules/${folder}/lib/index.js`;
}

const first = installed("@a/first", { name: "@a/first", version: "1.0.0", license: "MIT" }, "TEXT ONE\n");
const second = installed("second", { name: "second", version: "2.0.0", license: "MIT" }, "TEXT ONE\n");
const nested = installed("second/node_modules/inner", {
  name: "inner",
  version: "3.0.0",
  license: "ISC",
  author: "Ann",
});

describe("the licences of a bundle", () => {
  it("are those of every package in it, each text once", () => {
    const text = licencesOf(root, ["src/main.ts", first, first, second, nested]);
    expect(text).toContain("@a/first 1.0.0 (MIT)\nsecond 2.0.0 (MIT)\n\nTEXT ONE\n");
    expect(text.split("TEXT ONE")).toHaveLength(2);
    expect(text).toContain("inner 3.0.0 (ISC)\n\nBy Ann.");
  });

  it("may be one of a choice", () => {
    const choice = installed("choice", { name: "choice", version: "1.0.0", license: "(BSD-3-Clause OR GPL-2.0)" });
    expect(licencesOf(root, [choice])).toContain("choice 1.0.0 (");
  });

  it.each(["AGPL-3.0-only", "GPL-2.0", undefined, { type: "MIT" }])("stop the build where one is %j", (license) => {
    const refused = installed("refused", { name: "refused", version: "1.0.0", license });
    expect(() => licencesOf(root, [refused])).toThrow(/the package refused has the licence/);
  });
});
