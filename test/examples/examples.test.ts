import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** The examples import the package by its name: here that name leads to the sources. */
describe("the examples", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(process.cwd(), "node_modules", ".keylease-examples-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function run(name: string): Promise<string> {
    const outfile = join(folder, name);
    await build({
      entryPoints: [join("examples", name)],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      external: ["lmdb", "@aws-sdk/*", "saxes", "yaml", "sorted-btree"],
      alias: { "keylease/policy": "./src/policy/index.ts", "keylease/emulator": "./src/emulator/index.ts" },
      logLevel: "error",
    });
    return execFileSync(process.execPath, [outfile], {
      encoding: "utf8",
      cwd: tmpdir(),
      stdio: ["ignore", "pipe", "ignore"],
    });
  }

  it("ask the policy engine what a session may do", async () => {
    const text = await run("policy-check.mjs");
    expect(text).toMatch(/^Allowed/);
    expect(text).toContain("no session policy allows `s3:PutObject` on `arn:aws:s3:::reports/december.csv`");
  });

  it("watch a session expire", async () => {
    expect(await run("emulator-in-a-test.mjs")).toBe(
      "arn:aws:sts::000000000000:assumed-role/uploader/job-7\nand 15 minutes later: ExpiredToken\n",
    );
  });
});
