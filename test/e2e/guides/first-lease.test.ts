import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseLease } from "../../../src/lease/index.ts";
import { type EmulatorProcess, startEmulatorProcess } from "../../cli/emulator-process.ts";
import { type CliResult, endOf, npxFolder, runCli } from "../../support/cli.ts";
import { signalFor } from "../../support/signals.ts";

const guide = readFileSync("docs/guide/first-lease.md", "utf8");
const blocksOf = (language: string): string[] =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, block = ""]) => block);

const folder = mkdtempSync(join(tmpdir(), "keylease-guide-"));
let npx: { path: string; remove: () => void };
let emulator: EmulatorProcess;
beforeAll(async () => {
  [npx, emulator] = await Promise.all([npxFolder(), startEmulatorProcess("--region", "ap-northeast-1")]);
});
afterAll(async () => {
  await emulator.stop();
  npx.remove();
  rmSync(folder, { recursive: true });
});

/** Types a block of the guide into a shell that has the emulator's variables. */
function type(block: string, variables: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  const env = { ...emulator.env, ...variables, PATH: `${npx.path}:${process.env.PATH}`, HOME: folder };
  return endOf(spawn("sh", ["-e", "-c", block], { cwd: folder, env }));
}

// The guide is typed where a person has the standard programs; a machine that has only Node cannot follow it.
const isTypeable = spawnSync("sh", ["-c", "command -v env sed cat"]).status === 0;

describe("the guide to a first lease", () => {
  it.skipIf(!isTypeable)("does what it says, block by block", async () => {
    const [deploy = "", take = "", dryRun = "", put = "", variables = "", changed = "", ...rest] = blocksOf("sh");
    expect(rest).toEqual([]);
    const [deployed] = await Promise.all([type(deploy), signalFor(emulator.target, "first")]);
    const bucket = /^BucketName +(\S+)$/m.exec(deployed.stdout)?.[1] ?? "";
    expect(bucket).toMatch(/^first-/);

    expect((await type(take, { bucket })).exitCode).toBe(0);
    expect(parseLease(readFileSync(join(folder, "lease.json"), "utf8")).scope).toMatchObject({ key: "report.txt" });
    expect((await type(dryRun, { bucket })).stdout).toContain(`arn:aws:s3:::${bucket}/report.txt`);
    expect((await type(put, { bucket })).stdout).toContain(`uploaded report.txt to s3://${bucket}/report.txt`);
    expect((await type(variables, { bucket })).exitCode).toBe(0);
    expect(readFileSync(join(folder, "lease.env"), "utf8")).toContain("export AWS_SESSION_TOKEN=");

    const refused = await type(changed, { bucket });
    expect(refused.stdout).toBe("refused, as it must be\n");
    const requestId = /keylease explain ([\w-]+)/.exec(refused.stderr)?.[1] ?? "";
    const explained = await runCli(["explain", requestId], { env: emulator.env });
    expect(explained.stdout).toContain("session policy");
  });

  it("has a template whose role a caller of one's own can assume", async () => {
    const { endpoint, region, accounts } = emulator.line;
    const iam = new IAMClient({
      endpoint,
      region,
      ...(accounts[0] === undefined ? {} : { credentials: { ...accounts[0] } }),
    });
    await iam.send(new CreateUserCommand({ UserName: "alice" }));
    writeFileSync(join(folder, "app.yaml"), blocksOf("yaml")[0] ?? "");
    const deploy = /^\$ (npx keylease deploy --stack-name app .*)$/m.exec(guide)?.[1] ?? "";
    const { exitCode, stdout } = await type(deploy);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^RoleArn +arn:aws:iam::000000000000:role\/app-Uploader-/m);
  });
});
