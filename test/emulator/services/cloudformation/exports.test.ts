import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ListExportsCommand,
  ListImportsCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../support/emulator.ts";
import { deploy, eventsOf, lines, whenSettled } from "./stacks.ts";

const GROUP = { Type: "AWS::EC2::SecurityGroup", Properties: { GroupDescription: "d" } };
const exporting = (value: unknown, name = "shared"): string =>
  JSON.stringify({ Resources: { G: GROUP }, Outputs: { O: { Value: value, Export: { Name: name } } } });
const importing = (name: unknown): string =>
  JSON.stringify({
    Resources: { G: { ...GROUP, Properties: { GroupDescription: { "Fn::ImportValue": name } } } },
    Outputs: { Copy: { Value: { "Fn::ImportValue": name } } },
  });

describe("exports", () => {
  let emulator: Emulator;
  let client: CloudFormationClient;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    client = new CloudFormationClient(clientConfig(emulator));
    await deploy(client, exporting("v1"), { StackName: "producer" });
    await deploy(client, importing({ "Fn::Join": ["", ["sha", "red"]] }), { StackName: "consumer" });
  });
  afterAll(() => emulator.close());

  const update = async (TemplateBody: string) => {
    const { StackId } = await client.send(new UpdateStackCommand({ StackName: "producer", TemplateBody }));
    return whenSettled(client, StackId ?? "");
  };

  it("are seen by other stacks, and listed with those that use them", async () => {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: "consumer" }));
    expect(Stacks).toMatchObject([{ StackStatus: "CREATE_COMPLETE", Outputs: [{ OutputValue: "v1" }] }]);
    const { Exports } = await client.send(new ListExportsCommand({}));
    expect(Exports).toEqual([{ Name: "shared", Value: "v1", ExportingStackId: expect.stringContaining("/producer/") }]);
    const { Imports } = await client.send(new ListImportsCommand({ ExportName: "shared" }));
    expect(Imports).toEqual(["consumer"]);
    expect(await refusal(client.send(new ListImportsCommand({ ExportName: "other" })))).toMatchObject({
      code: "ValidationError",
      message: "Export 'other' is not imported by any stack.",
    });
  });

  it("that are used cannot be changed or removed, but others can", async () => {
    const changed = await update(exporting("v2"));
    expect(changed.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
    const told = lines(await eventsOf(client, changed.StackId));
    expect(told).toContain(
      "producer UPDATE_ROLLBACK_IN_PROGRESS Export shared cannot be updated as it is in use by consumer",
    );
    const removed = await update(exporting("v1", "renamed"));
    expect(lines(await eventsOf(client, removed.StackId))).toContain(
      "producer UPDATE_ROLLBACK_IN_PROGRESS Delete canceled. Cannot delete export shared as it is in use by consumer.",
    );
    expect((await client.send(new ListExportsCommand({}))).Exports).toMatchObject([{ Name: "shared", Value: "v1" }]);
  });

  it("that are used keep their stack from being deleted", async () => {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: "producer" }));
    const id = Stacks?.[0]?.StackId ?? "";
    await client.send(new DeleteStackCommand({ StackName: "producer" }));
    expect(await whenSettled(client, id)).toMatchObject({
      StackStatus: "DELETE_FAILED",
      StackStatusReason: "Delete canceled. Cannot delete export shared as it is in use by consumer.",
    });
    const consumer = await client.send(new DescribeStacksCommand({ StackName: "consumer" }));
    await client.send(new DeleteStackCommand({ StackName: "consumer" }));
    await whenSettled(client, consumer.Stacks?.[0]?.StackId ?? "");
    await client.send(new DeleteStackCommand({ StackName: "producer" }));
    expect(await whenSettled(client, id)).toMatchObject({ StackStatus: "DELETE_COMPLETE" });
  });

  it("are free again where whoever imported them was rolled back", async () => {
    await deploy(client, exporting("v", "short"), { StackName: "lender" });
    const failing = JSON.parse(importing("short"));
    failing.Resources.Bad = { Type: "AWS::EC2::KeyPair", Properties: { KeyName: "k", PublicKeyMaterial: "no key" } };
    expect((await deploy(client, failing, { StackName: "borrower" })).StackStatus).toBe("ROLLBACK_COMPLETE");
    expect(await refusal(client.send(new ListImportsCommand({ ExportName: "short" })))).toMatchObject({
      code: "ValidationError",
    });
  });

  it("that nobody has fail whoever imports them", async () => {
    const stack = await deploy(client, importing("nothing"), { StackName: "lost" });
    expect(lines(await eventsOf(client, stack.StackId)).slice(0, 3)).toEqual([
      "lost CREATE_IN_PROGRESS User Initiated",
      "lost ROLLBACK_IN_PROGRESS No export named nothing found. Rollback requested by user.",
      "lost ROLLBACK_COMPLETE",
    ]);
    const StackName = "lost2";
    const ChangeSetName = "c";
    await client.send(
      new CreateChangeSetCommand({
        StackName,
        ChangeSetName,
        ChangeSetType: "CREATE",
        TemplateBody: importing("nothing"),
      }),
    );
    expect(await client.send(new DescribeChangeSetCommand({ StackName, ChangeSetName }))).toMatchObject({
      Status: "FAILED",
      StatusReason: "No export named nothing found.",
    });
  });

  it("cannot be named after resources where they are imported", async () => {
    const template = { Resources: { G: GROUP }, Outputs: { O: { Value: { "Fn::ImportValue": { Ref: "G" } } } } };
    expect(await refusal(deploy(client, template, { StackName: "bound" }))).toMatchObject({
      message:
        "Template error: the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs",
    });
  });
});
