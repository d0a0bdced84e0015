import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPost } from "./browser-post.ts";
import { cron } from "./cron.ts";
import { githubActions } from "./github-actions.ts";
import { handOver } from "./hand-over.ts";
import { nodeUpload } from "./node-upload.ts";
import { makeWorld, type World } from "./world.ts";

// The pages are typed where a person has the standard programs; a machine that has only Node cannot follow them.
const isTypeable = spawnSync("sh", ["-c", "command -v date env head sed"]).status === 0;

/** The package is built first, which takes its time on a machine that has much else to do. */
const SETTING_UP_MILLISECONDS = 60_000;

// One file, so that the package is built once and all examples share an emulator.
// The pages are typed in a shell with the standard programs, which a machine that has only Node does not have.
describe.skipIf(!isTypeable)("the example of", () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld();
  }, SETTING_UP_MILLISECONDS);
  afterAll(() => world?.close());

  describe("a Node program", () => nodeUpload(() => world));
  describe("handing over", () => handOver(() => world));
  describe("GitHub Actions", () => githubActions(() => world));
  describe("a browser", () => browserPost(() => world));
  describe("a job at night", () => cron(() => world));

  it("the policy engine asks it what a session may do", async () => {
    const { stdout } = await world.stage.type("exec node examples/policy-check.mjs");
    expect(stdout).toMatch(/^Allowed/);
    expect(stdout).toContain("no session policy allows `s3:PutObject` on `arn:aws:s3:::reports/december.csv`");
  });

  it("the emulator in a test watches a session expire", async () => {
    expect((await world.stage.type("exec node examples/emulator-in-a-test.mjs")).stdout).toBe(
      "arn:aws:sts::000000000000:assumed-role/uploader/job-7\nand 15 minutes later: ExpiredToken\n",
    );
  });
});
