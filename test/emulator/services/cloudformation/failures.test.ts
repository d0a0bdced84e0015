import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
} from "@aws-sdk/client-cloudformation";
import {
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, startTestEmulator } from "../../../support/emulator.ts";
import { deploy, eventsOf, groups, lines, whenSettled } from "./stacks.ts";

const GROUP = { Type: "AWS::EC2::SecurityGroup", Properties: { GroupDescription: "d" } };
/** A group that EC2 refuses: there is no such VPC. */
const BAD = { ...GROUP, Properties: { GroupDescription: "d", VpcId: "vpc-0123456789abcdef0" } };

describe("stacks that cannot be made", () => {
  let emulator: Emulator;
  let client: CloudFormationClient;
  let ec2: EC2Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    client = new CloudFormationClient(clientConfig(emulator));
    ec2 = new EC2Client(clientConfig(emulator));
  });
  afterAll(() => emulator.close());

  const reasonOf = async (stackId: string | undefined, logicalId: string): Promise<string | undefined> =>
    (await eventsOf(client, stackId)).find(
      (event) => event.LogicalResourceId === logicalId && event.ResourceStatus === "CREATE_FAILED",
    )?.ResourceStatusReason;

  it("are rolled back, what was made last going first", async () => {
    const template = {
      Resources: {
        A: GROUP,
        B: { ...GROUP, DependsOn: "A" },
        C: { ...BAD, DependsOn: "B" },
        D: { ...GROUP, DependsOn: "C" },
      },
    };
    const stack = await deploy(client, template, { StackName: "rollback" });
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    const told = lines(await eventsOf(client, stack.StackId));
    expect(told.slice(told.indexOf("B CREATE_COMPLETE") + 1)).toEqual([
      "C CREATE_IN_PROGRESS",
      expect.stringMatching(
        /^C CREATE_FAILED Resource handler returned message: "The vpc ID 'vpc-0123456789abcdef0' does not exist \(Service: Ec2, Status Code: 400, Request ID: [0-9a-f-]{36}\) \(SDK Attempt Count: 1\)" \(RequestToken: [0-9a-f-]{36}, HandlerErrorCode: InvalidRequest\)$/,
      ),
      "rollback ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [C]. Rollback requested by user.",
      "C DELETE_COMPLETE",
      "B DELETE_IN_PROGRESS",
      "B DELETE_COMPLETE",
      "A DELETE_IN_PROGRESS",
      "A DELETE_COMPLETE",
      "rollback ROLLBACK_COMPLETE",
    ]);
    const filter = { Filters: [{ Name: "group-name", Values: ["rollback-*"] }] };
    expect((await ec2.send(new DescribeSecurityGroupsCommand(filter))).SecurityGroups).toEqual([]);
  });

  it("keep what was made where that was asked for, and can then be deleted", async () => {
    const template = { Resources: { A: GROUP, B: { ...BAD, DependsOn: "A" } } };
    const stack = await deploy(client, template, { StackName: "keep", OnFailure: "DO_NOTHING" });
    expect(stack).toMatchObject({
      StackStatus: "CREATE_FAILED",
      StackStatusReason: "The following resource(s) failed to create: [B]. ",
      DisableRollback: true,
    });
    await client.send(new DeleteStackCommand({ StackName: "keep" }));
    expect((await whenSettled(client, stack.StackId ?? "")).StackStatus).toBe("DELETE_COMPLETE");
  });

  it("are deleted where that was asked for", async () => {
    const stack = await deploy(client, { Resources: { B: BAD } }, { StackName: "remove", OnFailure: "DELETE" });
    expect(stack.StackStatus).toBe("DELETE_COMPLETE");
    expect(lines(await eventsOf(client, stack.StackId))).toContain(
      "remove DELETE_IN_PROGRESS The following resource(s) failed to create: [B]. Delete requested by user.",
    );
  });

  it("cancel what is not complete when another resource fails", async () => {
    const template = { Resources: { Bad: BAD, Good: GROUP } };
    const stack = await deploy(client, template, { StackName: "cancel" });
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    const told = lines(await eventsOf(client, stack.StackId));
    expect(told).toContain("Good CREATE_FAILED Resource creation cancelled");
    expect(told).toContain(
      "cancel ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Bad, Good]. Rollback requested by user.",
    );
    expect(told).toContain("Good DELETE_COMPLETE");
  });

  it.each<[string, object, string]>([
    [
      "a misspelt property",
      { GroupDescription: "d", SecurityGroupIngres: [] },
      "Properties validation failed for resource A with message:\n#: extraneous key [SecurityGroupIngres] is not permitted",
    ],
    [
      "a missing property",
      {},
      "Properties validation failed for resource A with message:\n#: required key [GroupDescription] not found",
    ],
    [
      "a property of another type",
      { GroupDescription: "d", SecurityGroupIngress: "all" },
      "Properties validation failed for resource A with message:\n#/SecurityGroupIngress: expected type: JSONArray, found: String",
    ],
    [
      "a function that comes to nothing",
      { GroupDescription: { "Fn::Select": ["1", ["a"]] } },
      "Template error: Fn::Select cannot select nonexistent value at index 1",
    ],
  ])("fail over %s", async (_what, Properties, reason) => {
    const template = { Resources: { A: { ...GROUP, Properties } } };
    const stack = await deploy(client, template, { StackName: "properties", OnFailure: "DELETE" });
    expect(await reasonOf(stack.StackId, "A")).toBe(reason);
  });

  it("fail over a name that another stack's resource has", async () => {
    const template = { Resources: { A: { ...GROUP, Properties: { GroupDescription: "d", GroupName: "one-name" } } } };
    const owner = await deploy(client, template, { StackName: "owner" });
    const stack = await deploy(client, template, { StackName: "latecomer", OnFailure: "DELETE" });
    expect(await reasonOf(stack.StackId, "A")).toBe(`one-name already exists in stack ${owner.StackId}`);
  });

  it("fail over an attribute that a type has not, before anything is made", async () => {
    const template = { Resources: { A: GROUP }, Outputs: { O: { Value: { "Fn::GetAtt": ["A", "Arn"] } } } };
    const stack = await deploy(client, template, { StackName: "attribute" });
    expect(lines(await eventsOf(client, stack.StackId))).toEqual([
      "attribute CREATE_IN_PROGRESS User Initiated",
      "attribute ROLLBACK_IN_PROGRESS [Error] /Outputs/O/Value/Fn::GetAtt: Resource type AWS::EC2::SecurityGroup does not support attribute {Arn}. Rollback requested by user.",
      "attribute ROLLBACK_COMPLETE",
    ]);
  });

  it("fail over a key pair that does not exist, before anything is made", async () => {
    const template = {
      Parameters: { KeyName: { Type: "AWS::EC2::KeyPair::KeyName" } },
      Resources: { A: GROUP },
    };
    const stack = await deploy(client, template, {
      StackName: "keyname",
      Parameters: [{ ParameterKey: "KeyName", ParameterValue: "nobody" }],
    });
    expect(lines(await eventsOf(client, stack.StackId))).toEqual([
      "keyname CREATE_IN_PROGRESS User Initiated",
      "keyname ROLLBACK_IN_PROGRESS Parameter validation failed: parameter value nobody for parameter name KeyName does not exist. Rollback requested by user.",
      "keyname ROLLBACK_COMPLETE",
    ]);
  });

  it("fail over a macro, which the emulator has none of", async () => {
    const template = {
      Transform: "AWS::Serverless-2016-10-31",
      Resources: { A: { Type: "AWS::Serverless::Function" } },
    };
    const stack = await deploy(client, template, { StackName: "macro", Capabilities: ["CAPABILITY_AUTO_EXPAND"] });
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    expect(lines(await eventsOf(client, stack.StackId))).toContain(
      "macro ROLLBACK_IN_PROGRESS No transform named AWS::Serverless-2016-10-31 found. Rollback requested by user.",
    );
  });

  it("fail over an export that another stack has", async () => {
    const template = (name: string): object => ({
      Resources: { A: GROUP },
      Outputs: { O: { Value: "v", Export: { Name: name } } },
    });
    await deploy(client, template("shared"), { StackName: "exporter" });
    const stack = await deploy(client, template("shared"), { StackName: "exporter2" });
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    expect(lines(await eventsOf(client, stack.StackId))).toContain(
      "exporter2 ROLLBACK_IN_PROGRESS Export with name shared is already exported by stack exporter. Rollback requested by user.",
    );
  });

  it("keep what their template says is to be kept", async () => {
    const kept = { Resources: { A: { ...GROUP, DeletionPolicy: "Retain" }, B: GROUP } };
    const stack = await deploy(client, kept, { StackName: "retain" });
    await client.send(new DeleteStackCommand({ StackName: "retain" }));
    expect((await whenSettled(client, stack.StackId ?? "")).StackStatus).toBe("DELETE_COMPLETE");
    const told = lines(await eventsOf(client, stack.StackId));
    expect(told).toContain("A DELETE_SKIPPED");
    expect(told).not.toContain("A DELETE_IN_PROGRESS");
    const filter = { Filters: [{ Name: "group-name", Values: ["retain-*"] }] };
    expect((await ec2.send(new DescribeSecurityGroupsCommand(filter))).SecurityGroups).toHaveLength(1);
  });

  it("stay DELETE_FAILED over what cannot be deleted, until that is retained", async () => {
    const template = { Resources: { A: GROUP, B: { ...GROUP, DependsOn: "A" }, C: GROUP } };
    const stack = await deploy(client, template, { StackName: "stuck" });
    const { StackResources } = await client.send(new DescribeStackResourcesCommand({ StackName: "stuck" }));
    const name = StackResources?.find(({ LogicalResourceId }) => LogicalResourceId === "B")?.PhysicalResourceId ?? "";
    await ec2.send(
      new RunInstancesCommand({
        ImageId: await imageId(client),
        InstanceType: "t3.micro",
        MinCount: 1,
        MaxCount: 1,
        SecurityGroups: [name],
      }),
    );

    await client.send(new DeleteStackCommand({ StackName: "stuck" }));
    expect(await whenSettled(client, stack.StackId ?? "")).toMatchObject({
      StackStatus: "DELETE_FAILED",
      StackStatusReason: "The following resource(s) failed to delete: [B]. ",
    });
    const statuses = async (): Promise<Record<string, string | undefined>> => {
      const answer = await client.send(new DescribeStackResourcesCommand({ StackName: stack.StackId }));
      return Object.fromEntries(
        (answer.StackResources ?? []).map(({ LogicalResourceId, ResourceStatus }) => [
          LogicalResourceId,
          ResourceStatus,
        ]),
      );
    };
    // What B depends on is left alone; what has nothing to do with it is gone.
    expect(await statuses()).toEqual({ A: "CREATE_COMPLETE", B: "DELETE_FAILED", C: "DELETE_COMPLETE" });

    await client.send(new DeleteStackCommand({ StackName: "stuck", RetainResources: ["B"] }));
    expect((await whenSettled(client, stack.StackId ?? "")).StackStatus).toBe("DELETE_COMPLETE");
    expect(await statuses()).toEqual({ A: "DELETE_COMPLETE", B: "DELETE_SKIPPED", C: "DELETE_COMPLETE" });
  });

  it("take it that a resource was deleted by somebody else", async () => {
    const stack = await deploy(client, groups({ A: [] }), { StackName: "gone" });
    const { StackResources } = await client.send(new DescribeStackResourcesCommand({ StackName: "gone" }));
    await ec2.send(new DeleteSecurityGroupCommand({ GroupName: StackResources?.[0]?.PhysicalResourceId ?? "" }));
    await client.send(new DeleteStackCommand({ StackName: "gone" }));
    expect((await whenSettled(client, stack.StackId ?? "")).StackStatus).toBe("DELETE_COMPLETE");
  });
});

/** The built-in image's id, as a stack learns it. */
async function imageId(client: CloudFormationClient): Promise<string> {
  const template = {
    Parameters: {
      Image: {
        Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
        Default: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
      },
    },
    Resources: { A: GROUP },
    Outputs: { Id: { Value: { Ref: "Image" } } },
  };
  const { Outputs } = await deploy(client, template, { StackName: "image" });
  return Outputs?.[0]?.OutputValue ?? "";
}
