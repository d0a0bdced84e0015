import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { blocksOf } from "./stage.ts";
import type { World } from "./world.ts";

// The AWS CLI that is meant knows AWS_ENDPOINT_URL: 2.13, or 1.29, and later.
const version = /^aws-cli\/(\d+)\.(\d+)/.exec(spawnSync("aws", ["--version"], { encoding: "utf8" }).stdout ?? "");
const hasAwsCli = version !== null && Number(version[2]) >= (version[1] === "1" ? 29 : 13);

/** The tests of `examples/cron`. */
export function cron(world: () => World): void {
  /** Days of a date, as the programs that run now may see them. */
  const objectToday = async (): Promise<Buffer> => {
    const { stage, object } = world();
    const name = readdirSync(stage.folder).find((one) => one.startsWith("backup-")) ?? "";
    expect(name).toMatch(/^backup-\d{4}-\d\d-\d\d\.tar\.gz$/);
    return object(`nightly/${name}`);
  };

  it("runs as its page says: AWS's SDK asks the profile's program", async () => {
    const { stage, env, requests } = world();
    const [block = ""] = blocksOf("cron", "sh");
    const { exitCode, stderr, stdout } = await stage.type(block, { env });
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toBe("");
    expect((await objectToday()).length).toBeGreaterThan(0);
    expect(requests("PutObject").at(-1)?.callerArn).toMatch(/:assumed-role\/uploader\/keylease-/);
  });

  it("takes one lease for jobs in a row, from a cache that only the person may read", async () => {
    const { stage, env, requests } = world();
    const before = requests("AssumeRole").length;
    const { exitCode, stderr } = await stage.type("AWS_CONFIG_FILE=aws-config node examples/cron/upload.mjs .", {
      env,
    });
    expect(exitCode, stderr).toBe(0);
    expect(requests("AssumeRole").length).toBe(before);
    const cache = join(stage.home, ".cache", "keylease");
    const files = readdirSync(cache, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
    expect(files).toHaveLength(1);
    for (const name of files) expect(statSync(join(cache, name)).mode & 0o777).toBe(0o600);
  });

  // The AWS CLI is no package of npm; where it is missing or too old, the SDK alone is shown to ask the profile.
  it.skipIf(!hasAwsCli)("does the same by the crontab's command, where there is an AWS CLI", async () => {
    const { stage, env, requests } = world();
    const line =
      readFileSync("examples/cron/crontab", "utf8")
        .split("\n")
        .findLast((one) => /^\d/.test(one)) ?? "";
    const command = line
      .split(/\s+/)
      .slice(5)
      .join(" ")
      .replace("/etc/last-night", "examples/cron")
      .replace("/var/backups", ".");
    const before = requests("PutObject").length;
    const { exitCode, stdout, stderr } = await stage.type(command, { env: { ...env, AWS_CONFIG_FILE: "aws-config" } });
    expect(stdout + stderr).toBe("");
    expect(exitCode).toBe(0);
    expect(requests("PutObject")).toHaveLength(before + 1);
  });
}
