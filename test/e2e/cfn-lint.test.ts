import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { templateAsJson } from "../../src/cli/stack/template-json.ts";
import { SHIPPED_TEMPLATE } from "../stack/shipped-template.ts";

const PACKAGE = "cfn-lint==1.58.0";
const INSTALL_MILLISECONDS = 240_000;
const folder = mkdtempSync(join(tmpdir(), "keylease-cfn-lint-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Installs cfn-lint into a folder of the test's own; says why it cannot be had. */
function whyNoLint(): string | undefined {
  const args = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--target",
    join(folder, "lib"),
    PACKAGE,
  ];
  const { error, status, stderr } = spawnSync("python3", args, { encoding: "utf8", timeout: INSTALL_MILLISECONDS });
  if (error !== undefined) return error.message;
  return status === 0 ? undefined : stderr.trim().split("\n").at(-1);
}
const skipped = whyNoLint();

function lint(text: string): { readonly status: number | null; readonly stdout: string } {
  const path = join(folder, "template");
  writeFileSync(path, text);
  const args = ["--regions", "ap-northeast-1", "us-east-1", "eu-central-1", "--template", path];
  const { status, stdout } = spawnSync(join(folder, "lib/bin/cfn-lint"), args, {
    encoding: "utf8",
    env: { ...process.env, PYTHONPATH: join(folder, "lib") },
  });
  return { status, stdout };
}

describe.skipIf(skipped !== undefined)(`cfn-lint${skipped === undefined ? "" : ` (skipped: ${skipped})`}`, () => {
  it("finds nothing in the shipped template, as YAML and as JSON", async () => {
    expect(lint(SHIPPED_TEMPLATE)).toEqual({ status: 0, stdout: "" });
    expect(lint(await templateAsJson(SHIPPED_TEMPLATE))).toEqual({ status: 0, stdout: "" });
  });

  it("finds nothing in the example of GitHub Actions", () => {
    expect(lint(readFileSync("examples/github-actions/stack.yaml", "utf8"))).toEqual({ status: 0, stdout: "" });
  });

  it("finds what is wrong", () => {
    const { status, stdout } = lint(SHIPPED_TEMPLATE.replace("SSEAlgorithm: AES256", "SSEAlgorithm: ROT13"));
    expect(status).not.toBe(0);
    expect(stdout).toContain("ROT13");
  });
});
