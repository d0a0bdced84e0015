import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { blocksOf } from "./stage.ts";
import type { World } from "./world.ts";

const hasPython = spawnSync("python3", ["--version"]).status === 0;

/** The tests of `examples/hand-over`. */
export function handOver(world: () => World): void {
  /** Who put an object: all of them must be sessions of leases, for the parent itself may put nothing. */
  const uploaders = (): readonly string[] =>
    world()
      .requests("PutObject")
      .map(({ callerArn }) => callerArn ?? "nobody");

  it("runs as its page says, and only sessions of leases upload", async () => {
    const { stage, env, object } = world();
    const before = uploaders().length;
    const [block = ""] = blocksOf("hand-over", "sh");
    const { exitCode, stderr } = await stage.type(block, { env });
    expect(exitCode, stderr).toBe(0);
    const content = readFileSync(join(stage.folder, "report.txt"));
    expect(await object("by-variables.txt")).toEqual(content);
    expect(await object("by-document.txt")).toEqual(content);
    const sessions = uploaders().slice(before);
    expect(sessions).toHaveLength(2);
    for (const arn of sessions) expect(arn).toMatch(/:assumed-role\/uploader\/keylease-/);
  });

  // Python is not needed by anything else here; without it the other two ways are shown.
  it.skipIf(!hasPython)("hands a URL to a child in Python, where there is Python", async () => {
    const { stage, env, object } = world();
    writeFileSync(join(stage.folder, "by-url.txt"), "by a URL");
    const { exitCode, stderr } = await stage.type(
      "node examples/hand-over/parent.mjs url by-url.txt 's3://my-bucket/by url.txt'",
      { env },
    );
    expect(exitCode, stderr).toBe(0);
    expect((await object("by url.txt")).toString()).toBe("by a URL");
  });

  it("starts a child that knows nothing but the lease, and no secret stands in its arguments", async () => {
    const { stage, env } = world();
    // In the place of Python: what the child is started with.
    const spy = `#!/bin/sh\nenv\necho "arguments: $*"\ncat > url.json\n`;
    writeFileSync(join(stage.folder, "python3"), spy, { mode: 0o755 });
    const { exitCode, stdout } = await stage.type(
      'PATH="$PWD:$PATH" node examples/hand-over/parent.mjs url README s3://my-bucket/x',
      { env },
    );
    expect(exitCode).toBe(0);
    const names = [...stdout.matchAll(/^([A-Z]\w*)=/gm)].map(([, name]) => name);
    // What the shell itself sets is no part of it.
    expect(names.filter((name) => !["OLDPWD", "PWD", "SHLVL"].includes(name ?? "")).sort()).toEqual([
      "AWS_CONFIG_FILE",
      "AWS_EC2_METADATA_DISABLED",
      "AWS_SHARED_CREDENTIALS_FILE",
      "PATH",
    ]);
    expect(stdout).not.toContain(env.AWS_SECRET_ACCESS_KEY);
    expect(stdout).toMatch(/^arguments: \S+by-url\.py README$/m);
    expect(readFileSync(join(stage.folder, "url.json"), "utf8")).toContain("X-Amz-Signature");
  });

  it("passes on how the child ended", async () => {
    const { stage, env } = world();
    const { exitCode, stderr } = await stage.type(
      "exec node examples/hand-over/parent.mjs variables no-such-file s3://my-bucket/x",
      { env },
    );
    expect(stderr).toContain("no-such-file");
    expect(exitCode).toBe(1);
  });
}
