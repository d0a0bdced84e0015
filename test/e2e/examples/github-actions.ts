import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { CliResult } from "../../support/cli.ts";
import { clientConfig } from "../../support/emulator.ts";
import { blocksOf } from "./stage.ts";
import { SUBJECT, type World } from "./world.ts";

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly on: { readonly push: { readonly branches: readonly string[] } };
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly "runs-on": string;
        readonly permissions: Readonly<Record<string, string>>;
        readonly env: Readonly<Record<string, string>>;
        readonly steps: readonly Step[];
      }
    >
  >;
}

const text = readFileSync("examples/github-actions/.github/workflows/upload.yml", "utf8");
const workflow = parse(text) as Workflow;
const job = workflow.jobs.upload;

/** The tests of `examples/github-actions`. */
export function githubActions(world: () => World): void {
  describe("has a workflow that", () => {
    it("asks for the token in the one job that needs it, and for nothing else", () => {
      expect(Object.keys(workflow)).toEqual(["name", "on", "permissions", "jobs"]);
      expect(workflow.permissions).toEqual({});
      expect(Object.keys(workflow.jobs)).toEqual(["upload"]);
      expect(job?.permissions).toEqual({ contents: "read", "id-token": "write" });
      expect(workflow.on).toEqual({ push: { branches: ["main"] } });
    });

    it("holds no secret, and puts no expression into a shell", () => {
      expect(text).not.toMatch(/secrets\.|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY/);
      for (const { run, uses } of job?.steps ?? []) {
        expect([run, uses].filter((one) => one !== undefined)).toHaveLength(1);
        expect(run ?? "").not.toContain("${{");
        if (uses !== undefined) expect(uses).toMatch(/^actions\/[\w-]+@v\d+$/);
      }
    });
  });

  describe("has a stack whose role", () => {
    let bucket: string;
    let roleArn: string;
    beforeAll(async () => {
      const { stage, emulator } = world();
      const { endpoint, region, credentials } = clientConfig(emulator);
      const env = {
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      };
      const [block = ""] = blocksOf("github-actions", "sh");
      const { exitCode, stdout, stderr } = await stage.type(block, { env });
      expect(exitCode, stderr).toBe(0);
      bucket = /^BucketName +(\S+)$/m.exec(stdout)?.[1] ?? "";
      roleArn = /^RoleArn +(\S+)$/m.exec(stdout)?.[1] ?? "";
      writeFileSync(join(stage.folder, "build.tar.gz"), "what was built");
    });

    /** Runs the workflow's own command as the runner does, in the environment of a job with such a token. */
    function runUpload(run: number, { subject = SUBJECT, token = {} } = {}): Promise<CliResult> {
      const { stage, emulator, githubEnv } = world();
      const variables: Readonly<Record<string, string>> = {
        AWS_REGION: emulator.region,
        UPLOAD_ROLE_ARN: roleArn,
        UPLOAD_BUCKET: bucket,
      };
      const env = Object.entries(job?.env ?? {}).map(([name, value]) => [
        name,
        value.replace(/\$\{\{ vars\.(\w+) \}\}/, (_, variable: string) => variables[variable] ?? ""),
      ]);
      const url = new URL(githubEnv.ACTIONS_ID_TOKEN_REQUEST_URL ?? "");
      url.searchParams.set("sub", subject);
      const command = job?.steps.find(({ name }) => name === "Upload")?.run ?? "";
      return stage.type(command, {
        env: {
          ...Object.fromEntries(env),
          CI: "true",
          GITHUB_ACTIONS: "true",
          GITHUB_SHA: "c0ffee",
          GITHUB_RUN_ID: String(run),
          GITHUB_RUN_ATTEMPT: "1",
          // Not of GitHub's: where AWS is.
          AWS_ENDPOINT_URL: emulator.endpoint,
          ...githubEnv,
          ACTIONS_ID_TOKEN_REQUEST_URL: url.href,
          ...token,
        },
      });
    }

    it("lets the workflow's own command upload, with no credentials of AWS's in its environment, and once", async () => {
      const { exitCode, stderr } = await runUpload(1);
      expect(exitCode, stderr).toBe(0);
      expect((await world().object("builds/c0ffee/1-1.tar.gz", bucket)).toString()).toBe("what was built");
      const again = await runUpload(1);
      expect(again.stderr).toContain("PreconditionFailed");
      expect(again.exitCode).not.toBe(0);
    });

    it.each(["repo:acme@1001/other@3003:ref:refs/heads/main", "repo:acme@1001/app@2002:ref:refs/heads/main2"])(
      "is refused to a job of %s",
      async (subject) => {
        const { exitCode, stderr } = await runUpload(2, { subject });
        expect(stderr).toContain("sts refused AssumeRoleWithWebIdentity with AccessDenied");
        expect(exitCode).not.toBe(0);
      },
    );

    it("is of no use to a job without `id-token: write`", async () => {
      const { exitCode, stderr } = await runUpload(3, { token: { ACTIONS_ID_TOKEN_REQUEST_TOKEN: "" } });
      expect(stderr).toContain("id-token: write");
      expect(exitCode).not.toBe(0);
    });

    it("cannot be for a pattern of subjects", async () => {
      const { AllowedPattern } = parse(readFileSync("examples/github-actions/stack.yaml", "utf8"), {
        logLevel: "error",
      }).Parameters.Subject;
      const allowed = new RegExp(AllowedPattern);
      for (const subject of [SUBJECT, "repo:acme/app:ref:refs/tags/v1", "repo:acme/app:environment:production"]) {
        expect(subject).toMatch(allowed);
      }
      for (const subject of ["repo:acme/app:*", "repo:acme/*:ref:refs/heads/main", "*", "repo:acme/app:pull_request"]) {
        expect(subject).not.toMatch(allowed);
      }
    });
  });
}
