import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStacksCommand,
  ValidateTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { DescribeSecurityGroupsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../support/emulator.ts";
import { deploy, eventsOf, groups, lines, whenSettled } from "./stacks.ts";

describe("a stack's life", () => {
  let emulator: Emulator;
  let client: CloudFormationClient;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    client = new CloudFormationClient(clientConfig(emulator));
  });
  afterAll(() => emulator.close());

  it("is told in events, in CloudFormation's order", async () => {
    const { StackId } = await deploy(client, groups({ A: [], B: ["A"] }), { StackName: "events" });
    await client.send(new DeleteStackCommand({ StackName: "events" }));
    await whenSettled(client, StackId ?? "");
    const events = await eventsOf(client, StackId);
    expect(lines(events)).toEqual([
      "events CREATE_IN_PROGRESS User Initiated",
      "A CREATE_IN_PROGRESS",
      "A CREATE_IN_PROGRESS Resource creation Initiated",
      "A CREATE_COMPLETE",
      "B CREATE_IN_PROGRESS",
      "B CREATE_IN_PROGRESS Resource creation Initiated",
      "B CREATE_COMPLETE",
      "events CREATE_COMPLETE",
      "events DELETE_IN_PROGRESS User Initiated",
      "B DELETE_IN_PROGRESS",
      "B DELETE_COMPLETE",
      "A DELETE_IN_PROGRESS",
      "A DELETE_COMPLETE",
      "events DELETE_COMPLETE",
    ]);
    expect(new Set(events.map(({ EventId }) => EventId)).size).toBe(events.length);
    expect(events[0]).toMatchObject({ PhysicalResourceId: StackId, ResourceType: "AWS::CloudFormation::Stack" });
    expect(events[1]).toMatchObject({
      EventId: expect.stringMatching(/^A-CREATE_IN_PROGRESS-\d{4}-.*Z$/),
      ResourceType: "AWS::EC2::SecurityGroup",
      ResourceProperties: '{"GroupDescription":"A"}',
    });
    expect(events.slice(1, 3).map(({ PhysicalResourceId }) => PhysicalResourceId ?? "")).toEqual([
      "",
      expect.stringMatching(/^events-A-[A-Za-z0-9]{12}$/),
    ]);
    const times = events.map(({ Timestamp }) => Timestamp?.getTime() ?? 0);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  });

  it("begins what is independent before either is complete", async () => {
    const { StackId } = await deploy(client, groups({ A: [], B: [] }), { StackName: "parallel" });
    const told = lines(await eventsOf(client, StackId));
    const firstComplete = told.findIndex((line) => line.endsWith("CREATE_COMPLETE"));
    expect(told.slice(0, firstComplete)).toEqual(
      expect.arrayContaining(["A CREATE_IN_PROGRESS", "B CREATE_IN_PROGRESS"]),
    );
  });

  it("frees its name when it is deleted, and is remembered by its id", async () => {
    const first = await deploy(client, groups({ A: [] }), { StackName: "again" });
    await client.send(new DeleteStackCommand({ StackName: "again" }));
    await whenSettled(client, first.StackId ?? "");
    expect(await refusal(client.send(new DescribeStacksCommand({ StackName: "again" })))).toEqual({
      code: "ValidationError",
      status: 400,
      message: "Stack with id again does not exist",
    });
    const second = await deploy(client, groups({ A: [] }), { StackName: "again" });
    expect(second.StackId).not.toBe(first.StackId);
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: first.StackId }));
    expect(Stacks).toMatchObject([{ StackStatus: "DELETE_COMPLETE", DeletionTime: expect.any(Date) }]);
    const { StackSummaries } = await client.send(new ListStacksCommand({ StackStatusFilter: ["DELETE_COMPLETE"] }));
    expect(StackSummaries?.map(({ StackId }) => StackId)).toContain(first.StackId);
    expect(StackSummaries?.map(({ StackId }) => StackId)).not.toContain(second.StackId);
  });

  it("cannot have the name of another's", async () => {
    await deploy(client, groups({ A: [] }), { StackName: "taken" });
    const call = client.send(
      new CreateStackCommand({ StackName: "taken", TemplateBody: JSON.stringify(groups({ A: [] })) }),
    );
    expect(await refusal(call)).toEqual({
      code: "AlreadyExistsException",
      status: 400,
      message: "Stack [taken] already exists",
    });
  });

  it("is asked for once by calls with the same token", async () => {
    const input = { StackName: "token", TemplateBody: JSON.stringify(groups({ A: [] })), ClientRequestToken: "t-1" };
    const [one, two] = await Promise.all([
      client.send(new CreateStackCommand(input)),
      client.send(new CreateStackCommand(input)),
    ]);
    expect(one.StackId).toBe(two.StackId);
    const other = client.send(new CreateStackCommand({ ...input, StackName: "token2" }));
    expect(await refusal(other)).toMatchObject({ code: "TokenAlreadyExistsException" });
    await whenSettled(client, one.StackId ?? "");
    const [event] = await eventsOf(client, one.StackId);
    expect(event?.ClientRequestToken).toBe("t-1");
  });

  it("shows its resources, outputs, parameters and tags", async () => {
    const template = {
      Description: "what is shown",
      Parameters: { Name: { Type: "String", NoEcho: true }, Port: { Type: "Number", Default: 22 } },
      Resources: {
        Group: {
          Type: "AWS::EC2::SecurityGroup",
          Metadata: { note: { Ref: "Name" } },
          Properties: { GroupDescription: { Ref: "Name" } },
        },
      },
      Outputs: {
        Id: { Value: { "Fn::GetAtt": ["Group", "GroupId"] }, Description: "the id", Export: { Name: "shown-id" } },
      },
    };
    const stack = await deploy(client, template, {
      StackName: "shown",
      Parameters: [{ ParameterKey: "Name", ParameterValue: "secret" }],
      Tags: [{ Key: "team", Value: "red" }],
    });
    expect(stack).toMatchObject({
      Description: "what is shown",
      StackStatus: "CREATE_COMPLETE",
      DisableRollback: false,
      Parameters: [
        { ParameterKey: "Name", ParameterValue: "****" },
        { ParameterKey: "Port", ParameterValue: "22" },
      ],
      Outputs: [
        { OutputKey: "Id", OutputValue: expect.stringMatching(/^sg-/), Description: "the id", ExportName: "shown-id" },
      ],
      Tags: [{ Key: "team", Value: "red" }],
    });
    const groupId = stack.Outputs?.[0]?.OutputValue ?? "";
    const named = { StackName: "shown", LogicalResourceId: "Group" };
    const { StackResourceDetail } = await client.send(new DescribeStackResourceCommand(named));
    expect(StackResourceDetail).toMatchObject({
      PhysicalResourceId: expect.stringMatching(/^shown-Group-/),
      ResourceStatus: "CREATE_COMPLETE",
      Metadata: '{"note":"****"}',
    });
    const { PhysicalResourceId } = StackResourceDetail ?? {};
    const { StackResources } = await client.send(new DescribeStackResourcesCommand({ PhysicalResourceId }));
    expect(StackResources).toMatchObject([{ LogicalResourceId: "Group", StackName: "shown" }]);
    const shown = JSON.stringify(await eventsOf(client, stack.StackId));
    expect(shown).toContain("****");
    expect(shown).not.toContain("secret");

    const ec2 = new EC2Client(clientConfig(emulator));
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [groupId] }));
    expect(SecurityGroups).toMatchObject([{ Description: "secret", Tags: [{ Key: "team", Value: "red" }] }]);
  });

  it("gives its template back as it was sent", async () => {
    const body = `# a comment\n${JSON.stringify(groups({ A: [] }))}`;
    await deploy(client, body, { StackName: "template" });
    const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: "template" }));
    expect(TemplateBody).toBe(body);
  });

  it("pages through long histories, newest first", async () => {
    const names = Array.from({ length: 40 }, (_, index) => `G${index}`);
    const { StackId } = await deploy(client, groups(Object.fromEntries(names.map((name) => [name, []]))), {
      StackName: "long",
    });
    const events = await eventsOf(client, StackId);
    expect(events).toHaveLength(2 + 40 * 3);
    expect(lines(events)[0]).toBe("long CREATE_IN_PROGRESS User Initiated");
    expect(lines(events).at(-1)).toBe("long CREATE_COMPLETE");
  });

  it("is what a template promises: parameters and capabilities", async () => {
    const template = {
      Description: "d",
      Parameters: { P: { Type: "String", Default: "x", Description: "p", NoEcho: true } },
      Resources: {
        Role: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: {}, RoleName: { Ref: "P" } } },
      },
    };
    const answer = await client.send(new ValidateTemplateCommand({ TemplateBody: JSON.stringify(template) }));
    expect(answer).toMatchObject({
      Description: "d",
      Parameters: [{ ParameterKey: "P", DefaultValue: "x", Description: "p", NoEcho: true }],
      Capabilities: ["CAPABILITY_NAMED_IAM"],
      CapabilitiesReason: "The following resource(s) require capabilities: [AWS::IAM::Role]",
    });
  });
});
