import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openActionTable } from "../../src/lint/index.ts";
import { runCli } from "../support/cli.ts";
import { runInProcess } from "../support/cli-in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "keylease-lint-"));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, document: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof document === "string" ? document : JSON.stringify(document, undefined, 2));
  return path;
};
const allow = (Action: string, Resource = "arn:aws:s3:::b/*"): object => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource }],
});
const clean = write("clean.json", allow("s3:PutObject"));
const doubtful = write("doubtful.json", allow("s3:HeadObject"));
const wrong = write("wrong.json", allow("PutObject"));

describe("keylease lint", () => {
  it("says nothing on standard output of a document that is well", async () => {
    const result = await runInProcess(["lint", clean, "--kind", "session", "--strict"]);
    expect(result).toEqual({ exitCode: 0, stdout: "", stderr: "0 errors, 0 warnings\n" });
  });

  it("tells of warnings as compilers do, with what to do, and ends with 0", async () => {
    const { exitCode, stdout, stderr } = await runInProcess(["lint", doubtful, "--kind", "identity"]);
    expect(stdout).toBe(
      `${doubtful}:6:17: warning UnknownAction: s3 has no action \`s3:HeadObject\`\n  It is an operation, not an action: it needs s3:GetObject.\n`,
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "0 errors, 1 warning\n" });
  });

  it("ends with 1 for warnings where it is to be strict", async () => {
    expect((await runInProcess(["lint", doubtful, "--kind", "identity", "--strict"])).exitCode).toBe(1);
  });

  it("ends with 1 where AWS would refuse a document, and says what AWS answers", async () => {
    const { exitCode, stdout, stderr } = await runInProcess(["lint", clean, wrong, doubtful, "--kind", "identity"]);
    expect(stdout).toContain(`${wrong}:6:17: error PolicyMalformed: `);
    expect(stdout).toContain("\n  AWS answers MalformedPolicyDocument: ");
    expect(stdout).toContain(`${doubtful}:6:17: warning UnknownAction: `);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "1 error, 1 warning in 3 files\n" });
  });

  it("prints JSON", async () => {
    const { exitCode, stdout, stderr } = await runInProcess(["lint", clean, wrong, "--kind", "boundary", "--json"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
    const { files, ...rest } = JSON.parse(stdout);
    const { version } = openActionTable();
    expect(rest).toEqual({ kind: "boundary", actionTable: version, errors: 1, warnings: 0 });
    expect(files).toMatchObject([
      { file: clean, findings: [] },
      { file: wrong, findings: [{ code: "PolicyMalformed", severity: "error", line: 6, column: 17 }] },
    ]);
  });

  it("reads standard input, such as the session policy of a lease", async () => {
    const args = [
      "lease",
      "s3://my-bucket/a*b",
      "--role-arn",
      "arn:aws:iam::111111111111:role/r",
      "--region",
      "us-east-1",
    ];
    const lease = await runCli([...args, "--dry-run"]);
    const lint = await runCli(["lint", "-", "--kind", "session", "--strict"], { input: lease.stdout });
    expect(lint).toEqual({ exitCode: 0, stdout: "", stderr: "0 errors, 0 warnings\n" });
  });

  it("shows colours where it is told to, and no control character of a policy's", async () => {
    const document = allow("s3:GetObject", "arn:aws:s3:::b/\u001b[31m?versionId=1");
    Object.assign((document as { Statement: object[] }).Statement[0] ?? {}, { Principal: { AWS: "111111111111" } });
    const path = write("control.json", document);
    const { stdout } = await runInProcess(["lint", path, "--kind", "resource"], { FORCE_COLOR: "1" });
    expect(stdout).toContain("\u001b[33mwarning\u001b[0m");
    expect(stdout).toContain("b/\\u001b[31m?versionId");
  });

  it.each<[string, readonly string[], number]>([
    ["no kind", [clean], 2],
    ["a kind that is none", [clean, "--kind", "bucket"], 2],
    ["no file", ["--kind", "identity"], 2],
    ["a file that is missing", [clean, join(folder, "none.json"), "--kind", "identity"], 6],
    ["standard input twice", ["-", "-", "--kind", "identity"], 2],
  ])("refuses %s", async (_, args, expected) => {
    const { exitCode, stdout, stderr } = await runInProcess(["lint", ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: expected, stdout: "" });
    expect(stderr).toMatch(/^keylease: /);
  });
});
