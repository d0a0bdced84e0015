import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blocksOf } from "../../support/guides/pages.ts";
import { isTypeable, patternOf, startTyping, type Typist } from "../../support/guides/typist.ts";

const [role, bucket, lint, question, unit, emulator, run, ...rest] = blocksOf("docs/guide/test-policies-offline.md");

let typist: Typist;
let folder: string;
beforeAll(async () => {
  // Below the package's root, so that its dependencies are found; the package itself is made of the sources.
  folder = mkdtempSync(join(process.cwd(), "node_modules", ".keylease-page-"));
  typist = await startTyping({}, folder);
  const exported = join(folder, "node_modules", "keylease");
  mkdirSync(exported, { recursive: true });
  const exports = { "./policy": "./policy/index.js", "./emulator": "./emulator/index.js" };
  writeFileSync(join(exported, "package.json"), JSON.stringify({ name: "keylease", type: "module", exports }));
  await build({
    entryPoints: ["src/policy/index.ts", "src/emulator/index.ts"],
    outbase: "src",
    outdir: exported,
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  for (const block of [role, bucket, unit, emulator]) if (block !== undefined) typist.save(block);
});
afterAll(() => {
  typist.leave();
  rmSync(folder, { recursive: true, force: true });
});

// Typed in a shell with the standard programs, which a machine that has only Node does not have.
describe.skipIf(!isTypeable)("the guide to tests of policies", () => {
  it("has no block that is not run here", () => {
    const named = [role, bucket, lint, question, unit, emulator, run].map((block) => block?.file ?? block?.language);
    const files = ["policies.test.mjs", "emulator.test.mjs"];
    expect([named, rest]).toEqual([["role.json", "bucket.json", "sh", "console", ...files, "sh"], []]);
  });

  it("finds nothing in its policies", async () => {
    expect((await typist.type(lint?.text ?? "")).exitCode).toBe(0);
  });

  it("shows what its question prints", async () => {
    const shown = question === undefined ? [] : await typist.show(question);
    expect(shown).toHaveLength(1);
    for (const { shown: expected, printed } of shown) expect(printed).toMatch(patternOf(expected));
  });

  it("has tests that succeed, and fail where a policy is another one", async () => {
    const passed = await typist.type(run?.text ?? "");
    expect([passed.exitCode, passed.stdout]).toEqual([0, expect.stringMatching(/pass 5$/m)]);
    writeFileSync(join(folder, "bucket.json"), bucket?.text.replace("Deny", "Allow") ?? "");
    const failed = await typist.type(run?.text ?? "");
    expect(failed.exitCode).toBe(1);
    expect(failed.stdout).toMatch(/fail 2$/m);
  });
});
