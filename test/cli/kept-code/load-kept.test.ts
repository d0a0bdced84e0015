import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, it } from "vitest";
import { KeptCode } from "../../../src/cli/kept-code/kept-code.ts";
import { loadKept } from "../../../src/cli/kept-code/load-kept.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";

const newDirectory = temporaryDirectories();
const require = createRequire(import.meta.url);

/** Programs tell what they found in this. */
const told = globalThis as { keptCodeTest?: unknown };

/** A folder with these files, and a function that runs `program.js` of it and tells what was compiled. */
function program(files: Readonly<Record<string, string>>): { folder: string; run(): readonly string[] } {
  const folder = newDirectory();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const keptCode = new KeptCode(join(newDirectory(), "build"));
  const run = (): readonly string[] => {
    const compiled = loadKept("program.js", { folder, requireOther: require }, keptCode);
    keptCode.keep(compiled);
    return [...compiled.keys()];
  };
  return { folder, run };
}

it("compiles each file once, and takes what was kept from then on", () => {
  const { run } = program({
    "program.js": 'const { add } = require("./chunk.js"); globalThis.keptCodeTest = add(1, 2);',
    "chunk.js": "exports.add = (a, b) => a + b;",
  });
  for (const compiled of [["program.js", "chunk.js"], []]) {
    told.keptCodeTest = undefined;
    expect(run()).toEqual(compiled);
    expect(told.keptCodeTest).toBe(3);
  }
});

it("keeps a file that is asked for later with the others", async () => {
  const { run } = program({
    "program.js": 'globalThis.keptCodeTest = Promise.resolve().then(() => require("./later.js"));',
    "later.js": "module.exports = 7;",
  });
  expect(run()).toEqual(["program.js"]);
  expect(await told.keptCodeTest).toBe(7);
  expect(run()).toEqual([]);
});

it("runs a file once, and gives those that ask for each other what there is so far", () => {
  const { run } = program({
    "program.js":
      'const one = require("./one.js"); globalThis.keptCodeTest = [one.call(), require("./one.js") === one];',
    "one.js": 'exports.name = () => "one"; const two = require("./two.js"); exports.call = () => two.call();',
    "two.js": 'const one = require("./one.js"); exports.call = () => one.name();',
  });
  run();
  expect(told.keptCodeTest).toEqual(["one", true]);
});

it("gives files what CommonJS modules have, and leaves all else to Node", () => {
  const { folder, run } = program({
    "program.js": 'globalThis.keptCodeTest = [__filename, __dirname, require("node:path").sep, this === undefined];',
  });
  run();
  expect(told.keptCodeTest).toEqual([join(folder, "program.js"), folder, require("node:path").sep, false]);
});

it("names the places of errors as they are in the file", () => {
  const { folder, run } = program({ "program.js": 'globalThis.keptCodeTest = new Error("here").stack;' });
  run();
  expect(told.keptCodeTest).toContain(`${join(folder, "program.js")}:1:27`);
});

it("compiles a file anew that V8 refuses the kept code of", () => {
  const { folder, run } = program({ "program.js": "globalThis.keptCodeTest = 1;" });
  run();
  writeFileSync(join(folder, "program.js"), "globalThis.keptCodeTest = 1000;");
  expect(run()).toEqual(["program.js"]);
  expect(told.keptCodeTest).toBe(1000);
  expect(run()).toEqual([]);
});
