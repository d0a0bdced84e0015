import { describe, expect, it } from "vitest";
import { BUNDLES, type Bundle, leaksOf, packagesOf } from "../../tools/bundles/judge.ts";

function bundle(name: string): Bundle {
  const found = BUNDLES.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no bundle ${name}`);
  return found;
}

describe("what a bundle must not contain", () => {
  it.each([
    ["./policy", "node_modules/yaml/dist/index.js"],
    ["./policy", "src/wire/xml/write.ts"],
    ["./emulator", "node_modules/@aws-sdk/client-sts/index.js"],
    ["./emulator", "node_modules/@smithy/signature-v4/index.js"],
    ["./emulator", "src/lease/index.ts"],
    [".", "src/emulator/endpoint.ts"],
    [".", "node_modules/lmdb/index.js"],
  ])("%s with %s is refused", (name, path) => {
    expect(leaksOf(bundle(name), ["src/core/index.ts", path])).toEqual([path]);
  });

  it.each([
    ["./policy", "src/core/arn.ts"],
    ["./emulator", "node_modules/lmdb/index.js"],
    ["./emulator", "src/policy/index.ts"],
    [".", "node_modules/@aws-sdk/client-sts/index.js"],
  ])("%s with %s is well", (name, path) => {
    expect(leaksOf(bundle(name), [path])).toEqual([]);
  });

  it("counts each package once, scoped and nested ones too", () => {
    const modules = ["src/a.ts", "node_modules/a/x.js", "node_modules/a/y.js", "node_modules/b/node_modules/@s/c/z.js"];
    expect(packagesOf(modules)).toEqual(["@s/c", "a"]);
  });
});
