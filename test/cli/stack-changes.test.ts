import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { PutBucketVersioningCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CliResult, runCli } from "../support/cli.ts";
import { type EmulatorProcess, startEmulatorProcess } from "./emulator-process.ts";

const folder = mkdtempSync(join(tmpdir(), "keylease-stack-changes-"));
let emulator: EmulatorProcess;
beforeAll(async () => {
  emulator = await startEmulatorProcess("--region", "ap-northeast-1", "--quiet");
});
afterAll(async () => {
  await emulator.stop();
  rmSync(folder, { recursive: true });
});
const run = (...args: readonly string[]): Promise<CliResult> => runCli(args, { env: emulator.env });

/** A bucket, and where `two` says so another; their tags come from parameters. */
function template(name: string, { two = false, more = {} }: { two?: boolean; more?: object } = {}): string {
  const bucket = (parameter: string): object => ({
    Type: "AWS::S3::Bucket",
    Properties: { Tags: [{ Key: "purpose", Value: { Ref: parameter } }] },
  });
  const document = {
    Parameters: { First: { Type: "String", Default: "a" }, Second: { Type: "String", Default: "b" } },
    Resources: { One: bucket("First"), ...(two ? { Two: bucket("Second") } : {}), ...more },
    Outputs: { Name: { Value: { Ref: "One" } }, First: { Value: { Ref: "First" } } },
  };
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify(document));
  return path;
}
const outputOf = ({ stdout }: CliResult, name: string): string =>
  new RegExp(`^${name} +(\\S+)$`, "m").exec(stdout)?.[1] ?? "";
const client = <T>(Client: new (options: object) => T): T => {
  const { endpoint, region, accounts } = emulator.line;
  return new Client({ endpoint, region, credentials: { ...accounts[0] }, forcePathStyle: true });
};
const stackOf = async (StackName: string) =>
  (await client(CloudFormationClient).send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];

describe("keylease deploy of a stack that is there", () => {
  it("changes it by a change set, and keeps the parameters and tags that are not given", async () => {
    const args = ["--stack-name", "change", "--tag", "team=a=b", "--parameter", "First=kept"];
    const first = await run("deploy", "--template", template("change"), ...args);
    expect(first.exitCode).toBe(0);

    const second = await run("deploy", "-t", template("change", { two: true }), "-s", "change", "-P", "Second=new");
    expect({ exitCode: second.exitCode, name: outputOf(second, "Name") }).toEqual({
      exitCode: 0,
      name: outputOf(first, "Name"),
    });
    expect(outputOf(second, "First")).toBe("kept");
    expect(second.stderr).toMatch(/^\+ Add {5}Two \(AWS::S3::Bucket\)\n· UPDATE_IN_PROGRESS {3}change /);
    expect(second.stderr).toMatch(/✓ UPDATE_COMPLETE {6}change \(AWS::CloudFormation::Stack\)\n$/);
    expect(second.stderr).not.toContain(" CREATE_COMPLETE      change");
    expect((await stackOf("change"))?.Tags).toEqual([{ Key: "team", Value: "a=b" }]);

    const third = await run("deploy", "-t", template("change", { two: true }), "-s", "change", "--json");
    expect(third.stderr).toBe("");
    expect(JSON.parse(third.stdout)).toMatchObject({ outcome: "unchanged", outputs: { First: "kept" } });
  });

  it("says with --dry-run what would be changed, and changes nothing", async () => {
    const path = template("dry");
    const fresh = await run("deploy", "--template", path, "--stack-name", "dry", "--dry-run");
    expect({ exitCode: fresh.exitCode, stdout: fresh.stdout }).toEqual({
      exitCode: 0,
      stdout: "+ Add     One (AWS::S3::Bucket)\n",
    });
    await expect(stackOf("dry")).rejects.toThrow("does not exist");

    await run("deploy", "--template", path, "--stack-name", "dry");
    const other = template("dry-other", { two: true });
    const change = ["deploy", "--template", other, "--stack-name", "dry", "--parameter", "First=c"];
    const dry = await run(...change, "--dry-run", "--json");
    expect(JSON.parse(dry.stdout)).toEqual({
      stackName: "dry",
      changes: expect.arrayContaining([
        expect.objectContaining({ action: "Modify", logicalId: "One", replacement: "False" }),
        expect.objectContaining({ action: "Add", logicalId: "Two", physicalId: "" }),
      ]),
    });
    expect((await stackOf("dry"))?.StackStatus).toBe("CREATE_COMPLETE");
    const nothing = await run("deploy", "--template", path, "--stack-name", "dry", "--dry-run");
    expect(nothing).toMatchObject({ stdout: "", stderr: "nothing would be changed of the stack dry\n" });
  });

  it("says why a change failed, with exit code 7", async () => {
    await run("deploy", "--template", template("bad-change"), "--stack-name", "bad-change");
    const more = {
      Policy: { Type: "AWS::S3::BucketPolicy", Properties: { Bucket: "nobodys-bucket", PolicyDocument: {} } },
    };
    const bad = await run("deploy", "-t", template("bad-change", { more }), "-s", "bad-change");
    expect(bad.exitCode).toBe(7);
    expect(bad.stderr).toMatch(/keylease: the stack `bad-change` ended as UPDATE_ROLLBACK_COMPLETE: Policy: .+\.\n/);
    const refused = await run("deploy", "-t", template("bad-change"), "-s", "bad-change", "--on-failure", "delete");
    expect(refused.exitCode).toBe(2);
  });
});

describe("keylease deploy of a stack that fails", () => {
  const more = {
    Policy: { Type: "AWS::S3::BucketPolicy", Properties: { Bucket: "nobodys-bucket", PolicyDocument: {} } },
  };

  it("leaves what there is with --no-rollback, which can then only be destroyed", async () => {
    const failed = await run("deploy", "-t", template("kept", { more }), "-s", "kept", "--no-rollback");
    expect(failed.exitCode).toBe(7);
    expect(failed.stderr).toContain("the stack `kept` ended as CREATE_FAILED: Policy: ");
    const again = await run("deploy", "-t", template("kept"), "-s", "kept");
    expect(again.exitCode).toBe(7);
    expect(again.stderr).toMatch(
      /^keylease: the stack `kept` is CREATE_FAILED and cannot be changed\.\n.*destroy kept/,
    );
    expect((await run("destroy", "kept")).exitCode).toBe(0);
  });

  it("leaves nothing with --on-failure delete", async () => {
    const failed = await run("deploy", "-t", template("gone", { more }), "-s", "gone", "--on-failure", "delete");
    expect(failed.exitCode).toBe(7);
    expect(failed.stderr).toMatch(/the stack `gone` ended as DELETE_COMPLETE: Policy: .+\.\nNothing is left of it/);
    await expect(stackOf("gone")).rejects.toThrow("does not exist");
  });

  it("tells its events one JSON document a line with --json, and the error as the last", async () => {
    const { stderr } = await run("deploy", "-t", template("json", { more }), "-s", "json", "--json");
    const documents = stderr
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(documents[0].event).toMatchObject({ logicalId: "json", status: "CREATE_IN_PROGRESS" });
    expect(documents.at(-1).error).toMatchObject({ code: "StackFailed", facts: { resource: "Policy" } });
  });
});

describe("keylease destroy of a stack whose bucket holds objects", () => {
  it("says what to do, and with --empty-buckets deletes every version of them", async () => {
    const deployed = await run("deploy", "--template", template("full"), "--stack-name", "full");
    const Bucket = outputOf(deployed, "Name");
    const s3 = client(S3Client);
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    for (const Body of ["1", "2", "3"]) await s3.send(new PutObjectCommand({ Bucket, Key: "a/b c", Body }));

    const refused = await run("destroy", "full");
    expect(refused.exitCode).toBe(7);
    expect(refused.stderr).toContain("the stack `full` ended as DELETE_FAILED: One: ");
    expect(refused.stderr).toMatch(new RegExp(`Save what you need of \`${Bucket}\`.*destroy full --empty-buckets`));

    const destroyed = await run("destroy", "full", "--empty-buckets");
    expect({ exitCode: destroyed.exitCode, stdout: destroyed.stdout }).toEqual({
      exitCode: 0,
      stdout: `emptied the bucket ${Bucket}: 3 versions of objects are gone\nthe stack full is gone\n`,
    });
  });

  it("keeps the objects of a bucket that the template retains", async () => {
    const more = {
      Kept: { Type: "AWS::S3::Bucket", DeletionPolicy: "Retain", Properties: { BucketName: "kept-bucket" } },
    };
    await run("deploy", "--template", template("retain", { more }), "--stack-name", "retain");
    const s3 = client(S3Client);
    await s3.send(new PutObjectCommand({ Bucket: "kept-bucket", Key: "k", Body: "1" }));
    const destroyed = await run("destroy", "retain", "--empty-buckets", "--json");
    expect(JSON.parse(destroyed.stdout)).toEqual({ stackName: "retain", emptiedBuckets: [] });
    await s3.send(new PutObjectCommand({ Bucket: "kept-bucket", Key: "k2", Body: "1" }));
  });
});
