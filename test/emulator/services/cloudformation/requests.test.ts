import {
  CancelUpdateStackCommand,
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  CreateStackCommand,
  type CreateStackCommandInput,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  GetTemplateCommand,
  ListStacksCommand,
  ValidateTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../support/emulator.ts";
import { deploy, groups } from "./stacks.ts";

const TEMPLATE = JSON.stringify(groups({ A: [] }));
const trust = {
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const role = (properties: object = {}): object => ({
  Resources: { R: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: trust, ...properties } } },
});

describe("requests that CloudFormation refuses", () => {
  let emulator: Emulator;
  let client: CloudFormationClient;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    client = new CloudFormationClient(clientConfig(emulator));
  });
  afterAll(() => emulator.close());

  const create = (input: Partial<CreateStackCommandInput>) =>
    refusal(client.send(new CreateStackCommand({ StackName: "refused", TemplateBody: TEMPLATE, ...input })));

  it.each<[string, Partial<CreateStackCommandInput>, string]>([
    [
      "a name with an underscore",
      { StackName: "a_b" },
      "1 validation error detected: Value 'a_b' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*",
    ],
    [
      "a name over 128 characters",
      { StackName: "a".repeat(129) },
      `1 validation error detected: Value '${"a".repeat(129)}' at 'stackName' failed to satisfy constraint: Member must have length less than or equal to 128`,
    ],
    ["no template", { TemplateBody: undefined }, "Either Template URL or Template Body must be specified."],
    [
      "an unknown type",
      { TemplateBody: '{"Resources":{"A":{"Type":"AWS::Lambda::Function"}}}' },
      "Template format error: Unrecognized resource types: [AWS::Lambda::Function]",
    ],
    [
      "an unknown capability",
      { Capabilities: ["CAPABILITY_ALL" as never] },
      "1 validation error detected: Value '[CAPABILITY_ALL]' at 'capabilities' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [CAPABILITY_IAM, CAPABILITY_AUTO_EXPAND, CAPABILITY_NAMED_IAM]]",
    ],
    [
      "two ways to fail",
      { OnFailure: "DELETE", DisableRollback: true },
      "Only one of DisableRollback and OnFailure can be specified.",
    ],
    [
      "an unknown way to fail",
      { OnFailure: "PANIC" as never },
      "1 validation error detected: Value 'PANIC' at 'onFailure' failed to satisfy constraint: Member must satisfy enum value set: [DO_NOTHING, ROLLBACK, DELETE]",
    ],
    [
      "a tag of AWS's",
      { Tags: [{ Key: "aws:mine", Value: "v" }] },
      "aws: prefixed tag key names are not allowed for external use.",
    ],
    [
      "a parameter that the template has not",
      { Parameters: [{ ParameterKey: "X", ParameterValue: "v" }] },
      "Parameters: [X] do not exist in the template",
    ],
    [
      "a token with a space",
      { ClientRequestToken: "a b" },
      "1 validation error detected: Value 'a b' at 'clientRequestToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9][-a-zA-Z0-9]*",
    ],
  ])("%s", async (_what, input, message) => {
    expect(await create(input)).toEqual({ code: "ValidationError", status: 400, message });
  });

  it("a template over 51,200 bytes, counted in UTF-8", async () => {
    const TemplateBody = JSON.stringify({ ...groups({ A: [] }), Metadata: { Note: "é".repeat(25_600) } });
    expect((await create({ TemplateBody })).message).toContain("Member must have length less than or equal to 51200");
  });

  it("a role that is too short to be one, and no time at all", async () => {
    expect((await create({ RoleARN: "role" })).message).toContain("at 'roleARN' failed to satisfy constraint");
    expect((await create({ TimeoutInMinutes: 0 })).message).toContain("at 'timeoutInMinutes' failed to satisfy");
  });

  it("two templates", async () => {
    expect((await create({ TemplateURL: "https://bucket.s3.amazonaws.com/t" })).message).toBe(
      "Either Template URL or Template Body must be specified.",
    );
  });

  it.each<[string, Partial<CreateStackCommandInput>]>([
    ["NotificationARNs", { NotificationARNs: ["arn:aws:sns:ap-northeast-1:111111111111:t"] }],
    ["StackPolicyBody", { StackPolicyBody: "{}" }],
    ["ResourceTypes", { ResourceTypes: ["AWS::S3::*"] }],
    ["RetainExceptOnCreate", { RetainExceptOnCreate: true }],
  ])("%s, which the emulator would have to ignore", async (name, input) => {
    expect(await create(input)).toMatchObject({ status: 501, message: `${name} is not implemented by this emulator` });
  });

  it.each<[string, object, string[], string]>([
    ["a role, nothing acknowledged", role(), [], "CAPABILITY_IAM"],
    ["a named role, only IAM acknowledged", role({ RoleName: "r" }), ["CAPABILITY_IAM"], "CAPABILITY_NAMED_IAM"],
    ["a macro", { ...role(), Transform: "X" }, ["CAPABILITY_NAMED_IAM"], "CAPABILITY_AUTO_EXPAND"],
  ])("%s", async (_what, template, capabilities, missing) => {
    const input = { TemplateBody: JSON.stringify(template), Capabilities: capabilities as never };
    expect(await create(input)).toEqual({
      code: "InsufficientCapabilitiesException",
      status: 400,
      message: `Requires capabilities : [${missing}]`,
    });
  });

  it("takes the greater capability for the lesser", async () => {
    const stack = await deploy(client, role(), { StackName: "greater", Capabilities: ["CAPABILITY_NAMED_IAM"] });
    expect(stack.StackStatus).toBe("CREATE_COMPLETE");
  });

  const circle = JSON.stringify(groups({ A: ["B"], B: ["A"] }));
  it.each<[string, () => Promise<unknown>, string]>([
    [
      "DescribeStacks",
      () => client.send(new DescribeStacksCommand({ StackName: "x" })),
      "Stack with id x does not exist",
    ],
    ["GetTemplate", () => client.send(new GetTemplateCommand({ StackName: "x" })), "Stack with id x does not exist"],
    [
      "DescribeStackEvents",
      () => client.send(new DescribeStackEventsCommand({ StackName: "x" })),
      "Stack [x] does not exist",
    ],
    [
      "DescribeStackResources",
      () => client.send(new DescribeStackResourcesCommand({ StackName: "x" })),
      "Stack with id x does not exist",
    ],
    [
      "DescribeStackResources by a physical id",
      () => client.send(new DescribeStackResourcesCommand({ PhysicalResourceId: "i" })),
      "Stack for i does not exist",
    ],
    [
      "DescribeStackResource",
      () => client.send(new DescribeStackResourceCommand({ StackName: "x", LogicalResourceId: "A" })),
      "Stack 'x' does not exist",
    ],
    ["a page token of nobody's", () => client.send(new ListStacksCommand({ NextToken: "x" })), "Invalid NextToken"],
    [
      "ValidateTemplate of a circle",
      () => client.send(new ValidateTemplateCommand({ TemplateBody: circle })),
      "Circular dependency between resources: [A, B]",
    ],
  ])("%s, of what is not there", async (_what, call, message) => {
    expect(await refusal(call())).toEqual({ code: "ValidationError", status: 400, message });
  });

  it("says that a resource is not in a stack", async () => {
    await deploy(client, TEMPLATE, { StackName: "known" });
    const command = new DescribeStackResourceCommand({ StackName: "known", LogicalResourceId: "B" });
    expect(await refusal(client.send(command))).toMatchObject({ message: "Resource B does not exist for stack known" });
  });

  it("deletes what is not there without a word", async () => {
    await expect(client.send(new DeleteStackCommand({ StackName: "nobody" }))).resolves.toBeDefined();
  });

  it("retains resources only of a stack that could not be deleted", async () => {
    await deploy(client, TEMPLATE, { StackName: "healthy" });
    const command = new DeleteStackCommand({ StackName: "healthy", RetainResources: ["A"] });
    expect((await refusal(client.send(command))).message).toContain(
      "only when the stack is in the DELETE_FAILED state",
    );
  });

  it.each<[string, () => Promise<unknown>]>([
    ["CancelUpdateStack", () => client.send(new CancelUpdateStackCommand({ StackName: "x" }))],
    ["ContinueUpdateRollback", () => client.send(new ContinueUpdateRollbackCommand({ StackName: "x" }))],
    ["DetectStackDrift", () => client.send(new DetectStackDriftCommand({ StackName: "x" }))],
  ])("%s is answered with 501", async (name, call) => {
    expect(await refusal(call())).toMatchObject({
      status: 501,
      message: `${name} is not implemented by this emulator`,
    });
  });
});
