import {
  CloudFormationClient,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListChangeSetsCommand,
  ListStackResourcesCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../support/emulator.ts";
import { deploy, eventsOf, groups, lines, whenSettled } from "./stacks.ts";

const key = (name: string, rest: object = {}): object => ({
  Type: "AWS::EC2::KeyPair",
  Properties: { KeyName: name, KeyType: "ed25519", ...rest },
});
const text = (Resources: object, rest: object = {}): string => JSON.stringify({ Resources, ...rest });

describe("change sets", () => {
  let emulator: Emulator;
  let client: CloudFormationClient;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    client = new CloudFormationClient(clientConfig(emulator));
  });
  afterAll(() => emulator.close());

  const create = (input: Partial<CreateChangeSetCommandInput>) =>
    client.send(new CreateChangeSetCommand({ StackName: "s", ChangeSetName: "c", ...input }));
  const show = (StackName: string, ChangeSetName = "c") =>
    client.send(new DescribeChangeSetCommand({ StackName, ChangeSetName }));
  const execute = async (StackName: string, ChangeSetName = "c") => {
    const { StackId = "" } = await show(StackName, ChangeSetName);
    await client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName }));
    return whenSettled(client, StackId);
  };

  it("make a stack that is in review until they are carried out", async () => {
    const StackName = "fresh";
    const { Id, StackId } = await create({ StackName, ChangeSetType: "CREATE", TemplateBody: text({ K: key("k1") }) });
    expect(Id).toMatch(/^arn:aws:cloudformation:ap-northeast-1:111111111111:changeSet\/c\/[0-9a-f-]{36}$/);
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    expect(Stacks).toMatchObject([{ StackId, StackStatus: "REVIEW_IN_PROGRESS", StackStatusReason: "User Initiated" }]);
    expect((await client.send(new GetTemplateCommand({ StackName }))).TemplateBody).toBe("{}");
    const { TemplateBody } = await client.send(new GetTemplateCommand({ ChangeSetName: Id }));
    expect(TemplateBody).toBe(text({ K: key("k1") }));
    const shown = await client.send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
    expect(shown).toMatchObject({
      ChangeSetId: Id,
      ChangeSetName: "c",
      StackId,
      StackName,
      Status: "CREATE_COMPLETE",
      ExecutionStatus: "AVAILABLE",
      IncludeNestedStacks: false,
      CreationTime: expect.any(Date),
    });
    expect(shown.Changes).toEqual([
      {
        Type: "Resource",
        ResourceChange: {
          Action: "Add",
          LogicalResourceId: "K",
          ResourceType: "AWS::EC2::KeyPair",
          Scope: [],
          Details: [],
        },
      },
    ]);
    const stack = await execute(StackName);
    expect(stack).toMatchObject({
      StackId,
      ChangeSetId: Id,
      StackStatus: "CREATE_COMPLETE",
      LastUpdatedTime: expect.any(Date),
    });
    expect(lines(await eventsOf(client, StackId))).toEqual([
      "fresh REVIEW_IN_PROGRESS User Initiated",
      "fresh CREATE_IN_PROGRESS User Initiated",
      "K CREATE_IN_PROGRESS",
      "K CREATE_IN_PROGRESS Resource creation Initiated",
      "K CREATE_COMPLETE",
      "fresh CREATE_COMPLETE",
    ]);
    expect(await show(StackName)).toMatchObject({ ExecutionStatus: "EXECUTE_COMPLETE" });
    expect((await client.send(new ListChangeSetsCommand({ StackName }))).Summaries).toEqual([]);
  });

  it("tell what an update would replace, change, add and remove", async () => {
    const StackName = "told";
    const Parameters = { Name: { Type: "String" } };
    const template = (resources: object): string => text(resources, { Parameters });
    const named = (name: string) => [{ ParameterKey: "Name", ParameterValue: name }];
    await deploy(
      client,
      template({ K: key("told-k"), P: key("ignored", { KeyName: { Ref: "Name" } }), Old: key("old") }),
      {
        StackName,
        Parameters: named("told-p1"),
      },
    );
    await create({
      StackName,
      TemplateBody: template({
        K: key("told-k2"),
        P: key("ignored", { KeyName: { Ref: "Name" } }),
        New: key("new", { Tags: [{ Key: "k", Value: { "Fn::GetAtt": ["K", "KeyPairId"] } }] }),
      }),
      Parameters: named("told-p2"),
    });
    const { Changes } = await show(StackName);
    const target = { Attribute: "Properties", Name: "KeyName", RequiresRecreation: "Always" };
    const facts = { ResourceType: "AWS::EC2::KeyPair", Scope: ["Properties"] };
    expect(Changes?.map(({ ResourceChange }) => ResourceChange)).toEqual([
      {
        ...facts,
        Action: "Modify",
        LogicalResourceId: "K",
        PhysicalResourceId: "told-k",
        Replacement: "True",
        PolicyAction: "ReplaceAndDelete",
        Details: [{ Target: target, Evaluation: "Static", ChangeSource: "DirectModification" }],
      },
      {
        ...facts,
        Action: "Modify",
        LogicalResourceId: "P",
        PhysicalResourceId: "told-p1",
        Replacement: "True",
        PolicyAction: "ReplaceAndDelete",
        Details: [
          { Target: target, Evaluation: "Static", ChangeSource: "ParameterReference", CausingEntity: "Name" },
          { Target: target, Evaluation: "Dynamic", ChangeSource: "DirectModification" },
        ],
      },
      { ...facts, Action: "Add", LogicalResourceId: "New", Scope: [], Details: [] },
      {
        ...facts,
        Action: "Remove",
        LogicalResourceId: "Old",
        PhysicalResourceId: "old",
        PolicyAction: "Delete",
        Scope: [],
        Details: [],
      },
    ]);
    const withValues = { StackName, ChangeSetName: "c", IncludePropertyValues: true };
    const valued = await client.send(new DescribeChangeSetCommand(withValues));
    const properties = (KeyName: string, rest: object = {}): string =>
      JSON.stringify({ Properties: { KeyName, KeyType: "ed25519", ...rest } });
    expect(valued.Changes?.map(({ ResourceChange }) => ResourceChange)).toMatchObject([
      {
        BeforeContext: properties("told-k"),
        AfterContext: properties("told-k2"),
        Details: [
          {
            Target: {
              ...target,
              Path: "/Properties/KeyName",
              BeforeValue: "told-k",
              AfterValue: "told-k2",
              AttributeChangeType: "Modify",
            },
          },
        ],
      },
      { BeforeContext: properties("told-p1"), AfterContext: properties("told-p2") },
      { AfterContext: properties("new", { Tags: [{ Key: "k", Value: "{{changeSet:KNOWN_AFTER_APPLY}}" }] }) },
      { BeforeContext: properties("old") },
    ]);
    expect(await execute(StackName)).toMatchObject({ StackStatus: "UPDATE_COMPLETE" });
    const { StackResourceSummaries } = await client.send(new ListStackResourcesCommand({ StackName }));
    expect(StackResourceSummaries?.map(({ PhysicalResourceId }) => PhysicalResourceId)).toEqual([
      "told-k2",
      "new",
      "told-p2",
    ]);
  });

  it("fail where nothing would change, and cannot be carried out then", async () => {
    const StackName = "same";
    await deploy(client, groups({ A: [] }), { StackName });
    const { Id } = await create({ StackName, TemplateBody: JSON.stringify(groups({ A: [] })) });
    expect(await show(StackName)).toMatchObject({
      Status: "FAILED",
      ExecutionStatus: "UNAVAILABLE",
      StatusReason:
        "The submitted information didn't contain changes. Submit different information to create a change set.",
    });
    expect(await refusal(client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id })))).toEqual({
      code: "InvalidChangeSetStatus",
      status: 400,
      message: `ChangeSet [${Id}] cannot be executed in its current status of [FAILED]`,
    });
    await client.send(new DeleteChangeSetCommand({ ChangeSetName: Id }));
    expect(await refusal(client.send(new DescribeChangeSetCommand({ ChangeSetName: Id })))).toEqual({
      code: "ChangeSetNotFound",
      status: 404,
      message: `ChangeSet [${Id}] does not exist`,
    });
  });

  it("become obsolete when the stack changes otherwise", async () => {
    const StackName = "overtaken";
    const one = await create({ StackName, ChangeSetType: "CREATE", TemplateBody: JSON.stringify(groups({ A: [] })) });
    const { StackId } = await client.send(
      new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(groups({ B: [] })) }),
    );
    expect(StackId).toBe(one.StackId);
    await whenSettled(client, StackId ?? "");
    expect(await show(StackName)).toMatchObject({ ExecutionStatus: "OBSOLETE" });
    expect(await refusal(client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: "c" })))).toMatchObject({
      code: "InvalidChangeSetStatus",
    });
  });

  it("that fail leave their stack as they say", async () => {
    const StackName = "failing";
    await create({
      StackName,
      ChangeSetType: "CREATE",
      OnStackFailure: "DELETE",
      TemplateBody: text({ K: { Type: "AWS::EC2::KeyPair", Properties: { KeyName: "x", PublicKeyMaterial: "no" } } }),
    });
    expect(await execute(StackName)).toMatchObject({ StackStatus: "DELETE_COMPLETE" });
  });

  it("are deleted with their stack's review", async () => {
    const StackName = "dropped";
    const { StackId } = await create({
      StackName,
      ChangeSetType: "CREATE",
      TemplateBody: JSON.stringify(groups({ A: [] })),
    });
    await client.send(new DeleteStackCommand({ StackName }));
    expect(await whenSettled(client, StackId ?? "")).toMatchObject({ StackStatus: "DELETE_COMPLETE" });
    expect(await refusal(client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: "c" })))).toMatchObject({
      message: "Stack [dropped] does not exist",
    });
  });

  it("are refused in AWS's words", async () => {
    await deploy(client, groups({ A: [] }), { StackName: "there" });
    const body = { TemplateBody: JSON.stringify(groups({ A: [] })) };
    expect(await refusal(create({ StackName: "there", ChangeSetType: "CREATE", ...body }))).toMatchObject({
      code: "ValidationError",
      message: "Stack [there] already exists and cannot be created again with the changeSet [c].",
    });
    expect(await refusal(create({ StackName: "nobody", ...body }))).toMatchObject({
      message: "Stack [nobody] does not exist",
    });
    expect(await refusal(client.send(new DescribeChangeSetCommand({ ChangeSetName: "c" })))).toMatchObject({
      message: "StackName must be specified if ChangeSetName is not specified as an ARN.",
    });
    expect(await refusal(show("there", "other"))).toMatchObject({
      code: "ChangeSetNotFound",
      message: "ChangeSet [other] does not exist",
    });
    expect(await refusal(show("nobody"))).toMatchObject({ message: "Stack [nobody] does not exist" });
    expect(await refusal(create({ StackName: "there", ChangeSetName: "a_b", ...body }))).toMatchObject({
      message: expect.stringContaining("at 'changeSetName' failed to satisfy constraint"),
    });
    expect(await refusal(create({ StackName: "there", ImportExistingResources: true, ...body }))).toMatchObject({
      status: 501,
    });
  });
});

describe("GetTemplateSummary", () => {
  it("tells what a template asks for", async () => {
    const emulator = await startTestEmulator();
    const client = new CloudFormationClient(clientConfig(emulator));
    const template = {
      AWSTemplateFormatVersion: "2010-09-09",
      Description: "d",
      Metadata: { m: 1 },
      Parameters: { P: { Type: "String", Default: "a", AllowedValues: ["a", "b"], Description: "p" } },
      Resources: { K: key("k"), L: key("l") },
    };
    const TemplateBody = JSON.stringify(template);
    const facts = {
      Description: "d",
      Version: "2010-09-09",
      Metadata: '{"m":1}',
      Parameters: [
        {
          ParameterKey: "P",
          DefaultValue: "a",
          ParameterType: "String",
          NoEcho: false,
          Description: "p",
          ParameterConstraints: { AllowedValues: ["a", "b"] },
        },
      ],
      ResourceTypes: ["AWS::EC2::KeyPair"],
      ResourceIdentifierSummaries: [{ ResourceType: "AWS::EC2::KeyPair", LogicalResourceIds: ["K", "L"] }],
    };
    expect(await client.send(new GetTemplateSummaryCommand({ TemplateBody }))).toMatchObject(facts);
    await deploy(client, TemplateBody, { StackName: "summary" });
    expect(await client.send(new GetTemplateSummaryCommand({ StackName: "summary" }))).toMatchObject(facts);
    expect(await refusal(client.send(new GetTemplateSummaryCommand({ StackName: "nobody" })))).toMatchObject({
      message: "Stack [nobody] does not exist",
    });
    await emulator.close();
  });
});
