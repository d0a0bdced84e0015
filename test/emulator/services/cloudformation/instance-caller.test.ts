import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { DescribeInstancesCommand, EC2Client, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { publicParameter } from "../../../../src/emulator/state/images.ts";
import { clientConfig, startTestEmulator } from "../../../support/emulator.ts";
import { type PlainAnswer, plainRequest, waitForInstance } from "../../../support/instances.ts";

const ImageId = publicParameter("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64");
const INSTANCE = { Type: "AWS::EC2::Instance", Properties: { ImageId, InstanceType: "t3.micro" } };

describe("An instance that shows CloudFormation its identity document", () => {
  let emulator: Emulator;
  let instanceId: string;
  let document: string;
  let signature: string;
  const startStack = async (StackName: string): Promise<void> => {
    const cfn = new CloudFormationClient(clientConfig(emulator));
    await cfn.send(
      new CreateStackCommand({ StackName, TemplateBody: JSON.stringify({ Resources: { Web: INSTANCE } }) }),
    );
    for (let attempt = 0; attempt < 200; attempt++) {
      const { Stacks = [] } = await cfn.send(new DescribeStacksCommand({ StackName }));
      if (Stacks[0]?.StackStatus === "CREATE_COMPLETE") return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`the stack ${StackName} was not created`);
  };
  beforeAll(async () => {
    // In this mode the metadata service has a port; there is no user data that could run.
    emulator = await startTestEmulator({ instanceMode: "process" });
    await startStack("mine");
    const { Reservations = [] } = await new EC2Client(clientConfig(emulator)).send(new DescribeInstancesCommand({}));
    instanceId = Reservations[0]?.Instances?.[0]?.InstanceId ?? "";
    const report = await waitForInstance(emulator, instanceId, ({ metadata }) => metadata?.url !== undefined);
    const to = { url: report.metadata?.url ?? "" };
    const ttl = { "x-aws-ec2-metadata-token-ttl-seconds": "60" };
    const token = (await plainRequest(to, "/latest/api/token", { method: "PUT", headers: ttl })).body;
    const get = async (name: string): Promise<string> =>
      (
        await plainRequest(to, `/latest/dynamic/instance-identity/${name}`, {
          headers: { "x-aws-ec2-metadata-token": token },
        })
      ).body;
    document = await get("document");
    signature = (await get("signature")).replaceAll("\n", "");
    await startStack("other");
  });
  afterAll(() => emulator.close());

  const ask = async (
    parameters: Record<string, string>,
    identity = { document, signature },
    host = "cloudformation.ap-northeast-1.amazonaws.com",
  ): Promise<PlainAnswer> => {
    const query = new URLSearchParams({ Version: "2010-05-15", ...parameters });
    const authorization = `CFN_V1 ${Buffer.from(identity.document).toString("base64")}:${identity.signature}`;
    return plainRequest({ url: emulator.endpoint }, `/?${query}`, { headers: { authorization, host } });
  };
  const describeIn = (StackName: string) => ({ Action: "DescribeStackResource", StackName, LogicalResourceId: "Web" });

  it("may ask for the resources of its own stack, without any policy", async () => {
    const { status, body } = await ask(describeIn("mine"));
    expect(status).toBe(200);
    expect(body).toContain(instanceId);
  });

  it("is answered in JSON where it asks for it, as AWS's own cfn-init and cfn-signal do", async () => {
    const { status, headers, body } = await ask({ ...describeIn("mine"), ContentType: "JSON" });
    expect([status, headers["content-type"]]).toEqual([200, "application/json"]);
    const { DescribeStackResourceResponse } = JSON.parse(body);
    const { DescribeStackResourceResult, ResponseMetadata } = DescribeStackResourceResponse;
    expect(ResponseMetadata.RequestId).toBe(headers["x-amzn-requestid"]);
    const { LastUpdatedTimestamp, ...detail } = DescribeStackResourceResult.StackResourceDetail;
    expect(detail).toMatchObject({ LogicalResourceId: "Web", PhysicalResourceId: instanceId, Metadata: "{}" });
    const [{ Timestamp } = {}] =
      (
        await new CloudFormationClient(clientConfig(emulator)).send(
          new DescribeStackResourcesCommand({ StackName: "mine" }),
        )
      ).StackResources ?? [];
    expect(LastUpdatedTimestamp * 1000).toBe(Timestamp?.getTime());
    const signal = {
      Action: "SignalResource",
      StackName: "mine",
      LogicalResourceId: "Web",
      UniqueId: "i",
      Status: "SUCCESS",
    };
    const refused = await ask({ ...signal, ContentType: "JSON" });
    expect([refused.status, JSON.parse(refused.body)]).toEqual([
      400,
      {
        Error: {
          Code: "ValidationError",
          Message: "Resource Web is in CREATE_COMPLETE state and cannot be signaled",
          Type: "Sender",
        },
        RequestId: refused.headers["x-amzn-requestid"],
      },
    ]);
    const forged = await ask({ ...signal, ContentType: "JSON" }, { document: "", signature: "" });
    expect([forged.status, JSON.parse(forged.body).Error.Code]).toEqual([403, "InvalidClientTokenId"]);
  });

  it("may do nothing to other stacks, and nothing else to its own", async () => {
    const other = await ask(describeIn("other"));
    expect(other.status).toBe(403);
    expect(other.body).toContain(`arn:aws:ec2:ap-northeast-1:111111111111:instance/${instanceId} is not authorized`);
    for (const Action of ["DeleteStack", "DescribeStacks"]) {
      expect((await ask({ Action, StackName: "mine" })).status).toBe(403);
    }
  });

  it("is nobody with a document that was changed, or another's signature", async () => {
    const forged = document.replace(instanceId, "i-0123456789abcdef0");
    for (const identity of [
      { document: forged, signature },
      { document, signature: Buffer.alloc(64).toString("base64") },
      { document, signature: "" },
      { document: "", signature: "" },
      { document: "x".repeat(10_000), signature },
    ]) {
      const { status, body } = await ask(describeIn("mine"), identity);
      expect([status, body.includes("InvalidClientTokenId")]).toEqual([403, true]);
    }
  });

  it("is nobody to other services", async () => {
    const { status, body } = await ask({ Action: "GetCallerIdentity" }, undefined, "sts.ap-northeast-1.amazonaws.com");
    expect([status, body.includes("IncompleteSignature")]).toEqual([400, true]);
  });

  it("is nobody once it is terminated", async () => {
    await new EC2Client(clientConfig(emulator)).send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }));
    await waitForInstance(emulator, instanceId, ({ state }) => state === "terminated");
    expect((await ask(describeIn("mine"))).status).toBe(403);
  });
});
