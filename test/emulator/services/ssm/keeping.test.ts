import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { expect, it } from "vitest";
import { loadSnapshot, saveSnapshot } from "../../../../src/emulator/index.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../support/emulator.ts";
import { filesBelow } from "../../../support/files-below.ts";
import { temporaryDirectories } from "../../../support/temporary-directory.ts";
import { get, put, ssmOf } from "./world.ts";

const newDirectory = temporaryDirectories();

it("keeps parameters over restarts and in snapshots, and secrets in clear nowhere", async () => {
  const dataDirectory = newDirectory();
  const first = await startTestEmulator({ dataDirectory });
  await put(ssmOf(first), "/plain");
  await put(ssmOf(first), "/secret", { Type: "SecureString", Value: "s3cr3t-of-parameters" });
  await first.close();
  const file = join(newDirectory(), "state.snapshot");
  await saveSnapshot({ dataDirectory, file });
  const elsewhere = join(newDirectory(), "state");
  await loadSnapshot({ dataDirectory: elsewhere, file });
  for (const directory of [dataDirectory, elsewhere]) {
    const again = await startTestEmulator({ dataDirectory: directory });
    expect(await get(ssmOf(again), "/plain")).toMatchObject({ Value: "value" });
    expect(await get(ssmOf(again), "/secret", true)).toMatchObject({ Value: "s3cr3t-of-parameters" });
    await again.close();
    expect(filesBelow(directory).length).toBeGreaterThan(0);
    for (const path of filesBelow(directory)) expect(readFileSync(path).includes("s3cr3t-of-parameters")).toBe(false);
  }
});

it("gives CloudFormation the same parameters, but no secrets", async () => {
  const emulator = await startTestEmulator();
  const ssm = ssmOf(emulator);
  await put(ssm, "/names/bucket", { Value: "from-a-parameter" });
  await put(ssm, "/names/secret", { Type: "SecureString", Value: "hidden" });
  const cloudformation = new CloudFormationClient(clientConfig(emulator));
  const deploy = (StackName: string, Default: string) => {
    const Parameters = { Name: { Type: "AWS::SSM::Parameter::Value<String>", Default } };
    const Resources = { Bucket: { Type: "AWS::S3::Bucket", Properties: { BucketName: { Ref: "Name" } } } };
    const TemplateBody = JSON.stringify({ Parameters, Resources });
    return cloudformation.send(new CreateStackCommand({ StackName, TemplateBody }));
  };
  await deploy("named", "/names/bucket");
  const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: "named" }));
  expect(Stacks[0]?.Parameters).toMatchObject([{ ParameterValue: "/names/bucket", ResolvedValue: "from-a-parameter" }]);
  expect((await refusal(deploy("secret", "/names/secret"))).code).toBe("ValidationError");
  await emulator.close();
});
