import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type CliResult, runCli } from "../support/cli.ts";
import { signalFor } from "../support/signals.ts";
import { type EmulatorProcess, startEmulatorProcess } from "./emulator-process.ts";

const folder = mkdtempSync(join(tmpdir(), "keylease-stack-"));
let emulator: EmulatorProcess;
beforeAll(async () => {
  emulator = await startEmulatorProcess("--region", "ap-northeast-1", "--quiet");
});
afterAll(async () => {
  await emulator.stop();
  rmSync(folder, { recursive: true });
});
const run = (...args: readonly string[]) => runCli(args, { env: emulator.env });

/** Deploys the shipped template; its instance runs nothing here, so the test answers for it. */
async function deployShipped(stackName: string, ...args: readonly string[]): Promise<CliResult> {
  const [deployed] = await Promise.all([
    run("deploy", "--stack-name", stackName, ...args),
    signalFor(emulator.target, stackName),
  ]);
  return deployed;
}

/** Writes a template whose role is named by a parameter. */
function templateFile(name: string, role: object): string {
  const path = join(folder, name);
  const template = {
    Parameters: { Name: { Type: "String" } },
    Resources: { Role: { Type: "AWS::IAM::Role", Properties: { RoleName: { Ref: "Name" }, ...role } } },
    Outputs: { RoleArn: { Value: { "Fn::GetAtt": ["Role", "Arn"] } } },
  };
  writeFileSync(path, JSON.stringify(template));
  return path;
}
const trust = {
  AssumeRolePolicyDocument: {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
  },
};

describe("keylease deploy and destroy", () => {
  it("deploy the shipped template, show its events, print its outputs, and remove it", async () => {
    const deployed = await deployShipped("first");
    expect(deployed.exitCode).toBe(0);
    expect(deployed.stdout).toMatch(
      /^FetchCommand +aws s3 presign s3:\/\/first-.*\nBucketName +first-s3privatebucket-.*\nUploadRoleArn +arn:aws:iam::/,
    );
    const [note, ...lines] = deployed.stderr.trimEnd().split("\n");
    expect(note).toContain("RequireTls=false");
    expect(lines[0]).toMatch(/^· CREATE_IN_PROGRESS {3}first \(AWS::CloudFormation::Stack\)/);
    expect(lines.at(-1)).toMatch(/^✓ CREATE_COMPLETE {6}first \(AWS::CloudFormation::Stack\)/);
    expect(new Set(lines).size).toBe(lines.length);

    const destroyed = await run("destroy", "first");
    expect({ exitCode: destroyed.exitCode, stdout: destroyed.stdout }).toEqual({
      exitCode: 0,
      stdout: "the stack first is gone\n",
    });
    expect(destroyed.stderr).toContain("✓ DELETE_COMPLETE");
    expect(destroyed.stderr).not.toContain("CREATE_COMPLETE");
  });

  it("deploy a template of one's own with parameters, as JSON", async () => {
    const template = templateFile("own.json", trust);
    const args = ["--template", template, "--stack-name", "own", "--parameter", "Name=a=b", "--json"];
    const { exitCode, stdout } = await run("deploy", ...args);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      stackName: "own",
      stackId: expect.stringContaining(":stack/own/"),
      outcome: "created",
      outputs: { RoleArn: "arn:aws:iam::000000000000:role/a=b" },
    });
    expect(JSON.parse((await run("destroy", "own", "--json")).stdout)).toEqual({
      stackName: "own",
      emptiedBuckets: [],
    });
  });

  it("say after the rollback which resource failed first, and why, with exit code 7", async () => {
    const template = templateFile("bad.json", { AssumeRolePolicyDocument: { Version: "2012-10-17" } });
    const { exitCode, stdout, stderr } = await run("deploy", "-t", template, "-s", "bad", "-P", "Name=bad");
    expect({ exitCode, stdout }).toEqual({ exitCode: 7, stdout: "" });
    expect(stderr).toMatch(/keylease: the stack `bad` ended as ROLLBACK_COMPLETE: Role: .+\.\n.*keylease destroy bad/);
    expect(stderr).toContain("✗ CREATE_FAILED");
  });

  it("give AWS's own error where the call is refused, with exit code 3", async () => {
    const template = templateFile("own.json", trust);
    const { exitCode, stderr } = await run("deploy", "-t", template, "-P", "Name=x", "--capabilities", "", "--json");
    expect(exitCode).toBe(3);
    expect(JSON.parse(stderr).error).toMatchObject({
      code: "ServiceError",
      facts: { service: "cloudformation", operation: "CreateStack", awsCode: "InsufficientCapabilitiesException" },
    });
  });

  it("say that there is no such stack, or no such template", async () => {
    const absent = await run("destroy", "nothing");
    expect(absent.exitCode).toBe(7);
    expect(absent.stderr).toContain("there is no stack `nothing`");
    expect((await run("deploy", "--template", join(folder, "nothing"))).exitCode).toBe(6);
  });
});

describe("keylease template", () => {
  it("prints the shipped template as it is", async () => {
    const { stdout } = await run("template");
    expect(stdout).toBe(readFileSync("stack/upload-by-role.template.yaml", "utf8"));
  });

  it("prints it as JSON with the short forms written out, which deploys as well", async () => {
    const { stdout } = await run("template", "--json");
    expect(stdout).toBe((await run("template", "--format", "json")).stdout);
    const asJson = JSON.parse(stdout);
    const asYaml = parse(readFileSync("stack/upload-by-role.template.yaml", "utf8"), { logLevel: "silent" });
    expect(Object.keys(asJson.Resources)).toEqual(Object.keys(asYaml.Resources));
    expect(asJson.Outputs.BucketName.Value).toEqual({ Ref: "S3PrivateBucket" });
    expect(asJson.Outputs.UploadRoleArn.Value).toEqual({ "Fn::GetAtt": ["RoleForAssume", "Arn"] });
    const path = join(folder, "shipped.json");
    writeFileSync(path, stdout);
    expect((await deployShipped("from-json", "--template", path)).exitCode).toBe(0);
  });
});
