import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPost } from "./browser-post.ts";
import { cron } from "./cron.ts";
import { githubActions } from "./github-actions.ts";
import { handOver } from "./hand-over.ts";
import { nodeUpload } from "./node-upload.ts";
import { makeWorld, type World } from "./world.ts";

// One file, so that the package is built once and all examples share an emulator.
let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

describe("the example of a Node program", () => nodeUpload(() => world));
describe("the example of handing over", () => handOver(() => world));
describe("the example of GitHub Actions", () => githubActions(() => world));
describe("the example of a browser", () => browserPost(() => world));
describe("the example of a job at night", () => cron(() => world));

describe("the small examples", () => {
  it("ask the policy engine what a session may do", async () => {
    const { stdout } = await world.stage.type("exec node examples/policy-check.mjs");
    expect(stdout).toMatch(/^Allowed/);
    expect(stdout).toContain("no session policy allows `s3:PutObject` on `arn:aws:s3:::reports/december.csv`");
  });

  it("watch a session expire", async () => {
    expect((await world.stage.type("exec node examples/emulator-in-a-test.mjs")).stdout).toBe(
      "arn:aws:sts::000000000000:assumed-role/uploader/job-7\nand 15 minutes later: ExpiredToken\n",
    );
  });
});
