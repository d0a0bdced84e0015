import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Emulator } from "../../../src/emulator/index.ts";
import { type Issuer, makeIssuer } from "../../emulator/services/sts/oidc.ts";
import type { CliResult } from "../../support/cli.ts";
import { clientConfig, startTestEmulator } from "../../support/emulator.ts";
import { blocksOf } from "../../support/guides/pages.ts";
import { isTypeable, startTyping, type Typist, variablesOf } from "../../support/guides/typist.ts";

const PAGE = "docs/guide/upload-once-from-ci.md";
const [template, deploy, workflow, gitlab, ...rest] = blocksOf(PAGE);
const SUBJECT = "repo:my-org/my-repo:ref:refs/heads/main";

let emulator: Emulator;
let typist: Typist;
let github: Issuer;
let endpoint: { readonly url: string; readonly close: () => void };
/** The claims of the next job's token. */
let claims: Record<string, unknown> = {};

beforeAll(async () => {
  github = await makeIssuer("https://token.actions.githubusercontent.com");
  emulator = await startTestEmulator({ oidcKeySets: { [github.issuer]: github.keySet } });
  typist = await startTyping(variablesOf(emulator));
  endpoint = await serveTokens();
});
afterAll(async () => {
  endpoint.close();
  typist.leave();
  await emulator.close();
});

/** GitHub's service that signs tokens for jobs. */
async function serveTokens(): Promise<{ url: string; close: () => void }> {
  const server = createServer(async (request, response) => {
    const audience = new URL(request.url ?? "", "http://localhost").searchParams.get("audience");
    if (request.headers.authorization !== "bearer of-the-job") response.writeHead(401).end();
    else response.end(JSON.stringify({ value: await github.token({ aud: audience, sub: SUBJECT, ...claims }) }));
  });
  await new Promise<void>((done) => {
    server.listen(0, "127.0.0.1", done);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token?api-version=2.0`,
    close: () => server.closeAllConnections(),
  };
}

/** A job has no AWS credentials: what the typist has must not help it. */
const NOBODY = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" };

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: {
    readonly upload: { readonly env: Record<string, string>; readonly steps: { readonly run?: string }[] };
  };
}

/** Runs the steps of the workflow as GitHub does it for a commit. */
async function runWorkflow(commit: string): Promise<CliResult> {
  const { permissions, jobs } = parse(workflow?.text ?? "") as Workflow;
  const tokens = permissions["id-token"] === "write";
  const env = {
    ...jobs.upload.env,
    ...stack,
    ...NOBODY,
    GITHUB_SHA: commit,
    ...(tokens ? { ACTIONS_ID_TOKEN_REQUEST_URL: endpoint.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: "of-the-job" } : {}),
  };
  const runs = jobs.upload.steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
  return typist.typeElsewhere(runs.join("\n"), env);
}

let stack: { readonly BUCKET: string; readonly ROLE: string };

async function keys(): Promise<readonly (string | undefined)[]> {
  const s3 = new S3Client({ ...clientConfig(emulator), forcePathStyle: true });
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: stack.BUCKET }));
  return Contents.map(({ Key }) => Key);
}

// Typed in a shell with the standard programs, which a machine that has only Node does not have.
describe.skipIf(!isTypeable)("the guide to uploads from CI", () => {
  it("has no block that is not run here", () => {
    expect([template?.file, deploy?.language, workflow?.file, gitlab?.file, rest]).toEqual([
      "ci-upload.yaml",
      "sh",
      ".github/workflows/upload.yml",
      ".gitlab-ci.yml",
      [],
    ]);
  });

  it("makes the provider, the bucket and the role", async () => {
    if (template !== undefined) typist.save(template);
    const { exitCode, stdout } = await typist.type(deploy?.text ?? "");
    expect(exitCode).toBe(0);
    const output = (name: string): string => new RegExp(`^${name} +(\\S+)$`, "m").exec(stdout)?.[1] ?? "";
    stack = { BUCKET: output("BucketName"), ROLE: output("RoleArn") };
  });

  it("uploads from a job of GitHub Actions, once", async () => {
    writeFileSync(join(typist.folder, "README.md"), "x");
    expect((await runWorkflow("c0ffee")).stdout).toContain("/builds/c0ffee.tar.gz");
    expect(await keys()).toEqual(["builds/c0ffee.tar.gz"]);
    const again = await runWorkflow("c0ffee");
    expect(again.exitCode).not.toBe(0);
    expect(again.stderr).toContain("At least one of the pre-conditions you specified did not hold");
  });

  it.each([
    ["of another branch", { sub: "repo:my-org/my-repo:ref:refs/heads/other" }],
    ["of a repository whose subject has numbers", { sub: "repo:my-org@1/my-repo@2:ref:refs/heads/main" }],
  ])("refuses a job %s", async (_, other) => {
    claims = other;
    const { exitCode, stderr } = await runWorkflow("beef");
    claims = {};
    expect([exitCode, stderr]).toEqual([
      3,
      expect.stringContaining("Not authorized to perform sts:AssumeRoleWithWebIdentity"),
    ]);
    expect(await keys()).toEqual(["builds/c0ffee.tar.gz"]);
  });

  it("uploads from a job of GitLab's form, with a token in a file", async () => {
    const { upload } = parse(gitlab?.text ?? "") as { upload: { id_tokens: object; script: string[] } };
    expect(upload.id_tokens).toEqual({ UPLOAD_TOKEN: { aud: "sts.amazonaws.com" } });
    // The role trusts one provider, so that the token is GitHub's; what is tried is the way that it goes.
    const token = await github.token({ sub: SUBJECT });
    const env = { ...stack, ...NOBODY, CI_COMMIT_SHA: "f00d", UPLOAD_TOKEN: token };
    expect((await typist.typeElsewhere(upload.script.join("\n"), env)).exitCode).toBe(0);
    expect(await keys()).toEqual(["builds/c0ffee.tar.gz", "builds/f00d.tar.gz"]);
  });

  it("says how each failure looks", async () => {
    const put = `npx keylease put README.md s3://$BUCKET/$KEY --role-arn $ROLE --web-identity github-actions`;
    const job = { ...NOBODY, ACTIONS_ID_TOKEN_REQUEST_URL: endpoint.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: "of-the-job" };
    const elsewhere = stack.ROLE.replace(/\d{12}/, "222222222222");
    const failures = [
      [{ ...NOBODY, ...stack, KEY: "builds/x" }, "", "this is no job of GitHub Actions that may ask for a token"],
      [
        { ...job, ...stack, ROLE: elsewhere, KEY: "builds/x" },
        "",
        "No OpenIDConnect provider found in your account for ",
      ],
      [{ ...job, ...stack, KEY: "builds/x" }, " --audience other", "Incorrect token audience"],
      [{ ...job, ...stack, KEY: "other/x" }, "", " is not authorized to perform: s3:PutObject "],
    ] as const;
    const page = readFileSync(PAGE, "utf8");
    for (const [env, more, text] of failures) {
      expect(page).toContain(text.trim());
      expect((await typist.typeElsewhere(`${put}${more}`, env)).stderr).toContain(text);
    }
  });
});
