import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  type IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeUser } from "../iam/identities.ts";
import { deploy, eventsOf, groups, lines, whenSettled } from "./stacks.ts";

const trust = (Service: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" },
  });

describe("a stack's role", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  let client: CloudFormationClient;

  async function makeRole(RoleName: string, actions: string | undefined, service = "cloudformation.amazonaws.com") {
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(service) }));
    if (actions !== undefined) {
      const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [allow(actions)] });
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument }));
    }
    return `arn:aws:iam::111111111111:role/${RoleName}`;
  }

  beforeAll(async () => {
    emulator = await startTestEmulator();
    iam = iamOf(emulator);
    // May ask for stacks and pass roles, and nothing else.
    const user = await makeUser(iam, "deployer", [
      allow("cloudformation:*"),
      allow("iam:PassRole", "arn:aws:iam::111111111111:role/may-*"),
    ]);
    client = new CloudFormationClient(clientConfig(emulator, user));
  });
  afterAll(() => emulator.close());

  it("does what its caller may not, also later and without being named again", async () => {
    const RoleARN = await makeRole("may-ec2", "ec2:*");
    const stack = await deploy(client, groups({ A: [] }), { StackName: "by-role", RoleARN });
    expect(stack).toMatchObject({ StackStatus: "CREATE_COMPLETE", RoleARN });
    const TemplateBody = JSON.stringify(groups({ A: [], B: [] }));
    await client.send(new UpdateStackCommand({ StackName: "by-role", TemplateBody }));
    expect(await whenSettled(client, stack.StackId ?? "")).toMatchObject({ StackStatus: "UPDATE_COMPLETE", RoleARN });
    await client.send(new DeleteStackCommand({ StackName: "by-role" }));
    expect(await whenSettled(client, stack.StackId ?? "")).toMatchObject({ StackStatus: "DELETE_COMPLETE" });
  });

  it("is who is refused", async () => {
    const RoleARN = await makeRole("may-nothing", undefined);
    const stack = await deploy(client, groups({ A: [] }), { StackName: "weak", RoleARN });
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    expect(lines(await eventsOf(client, stack.StackId)).join("\n")).toContain(
      "A CREATE_FAILED API: ec2:CreateSecurityGroup You are not authorized to perform this operation. User: arn:aws:sts::111111111111:assumed-role/may-nothing/AWSCloudFormation",
    );
  });

  it("works in change sets too", async () => {
    const RoleARN = await makeRole("may-ec2-too", "ec2:*");
    const input = { StackName: "set", ChangeSetName: "c", TemplateBody: JSON.stringify(groups({ A: [] })), RoleARN };
    const { StackId = "" } = await client.send(new CreateChangeSetCommand({ ...input, ChangeSetType: "CREATE" }));
    await client.send(new ExecuteChangeSetCommand({ StackName: "set", ChangeSetName: "c" }));
    expect(await whenSettled(client, StackId)).toMatchObject({ StackStatus: "CREATE_COMPLETE", RoleARN });
  });

  it("must be one that the caller may pass", async () => {
    const RoleARN = await makeRole("other", "ec2:*");
    const create = new CreateStackCommand({ StackName: "s", TemplateBody: JSON.stringify(groups({ A: [] })), RoleARN });
    expect(await refusal(client.send(create))).toMatchObject({
      code: "AccessDenied",
      message: expect.stringContaining(`iam:PassRole on resource: ${RoleARN} because`),
    });
    expect(await refusal(client.send(new DeleteStackCommand({ StackName: "s", RoleARN })))).toMatchObject({
      code: "AccessDenied",
    });
  });

  it.each([
    ["that trusts another service", () => makeRole("may-not-trust", "ec2:*", "ec2.amazonaws.com")],
    ["that is not there", async () => "arn:aws:iam::111111111111:role/may-be-nowhere"],
  ])("cannot be one %s", async (_what, role) => {
    const RoleARN = await role();
    const create = new CreateStackCommand({ StackName: "s", TemplateBody: JSON.stringify(groups({ A: [] })), RoleARN });
    expect(await refusal(client.send(create))).toEqual({
      code: "ValidationError",
      status: 400,
      message: `Role ${RoleARN} is invalid or cannot be assumed`,
    });
    expect(await refusal(client.send(new DescribeStacksCommand({ StackName: "s" })))).toMatchObject({
      message: "Stack with id s does not exist",
    });
  });

  it("that is gone leaves its stack to another", async () => {
    const RoleARN = await makeRole("may-go", "ec2:*");
    const stack = await deploy(client, groups({ A: [] }), { StackName: "left", RoleARN });
    await iam.send(new DeleteRolePolicyCommand({ RoleName: "may-go", PolicyName: "p" }));
    await iam.send(new DeleteRoleCommand({ RoleName: "may-go" }));
    expect(await refusal(client.send(new DeleteStackCommand({ StackName: "left" })))).toMatchObject({
      message: `Role ${RoleARN} is invalid or cannot be assumed`,
    });
    const other = await makeRole("may-finish", "ec2:*");
    await client.send(new DeleteStackCommand({ StackName: "left", RoleARN: other }));
    expect(await whenSettled(client, stack.StackId ?? "")).toMatchObject({ StackStatus: "DELETE_COMPLETE" });
  });

  it("can be required by policies", async () => {
    const only = "arn:aws:iam::111111111111:role/may-ec2-only";
    const user = await makeUser(iam, "bound", [
      { ...allow("cloudformation:CreateStack"), Condition: { StringEquals: { "cloudformation:RoleArn": only } } },
      allow(["cloudformation:Describe*", "iam:PassRole", "ec2:*"]),
    ]);
    await makeRole("may-ec2-only", "ec2:*");
    const bound = new CloudFormationClient(clientConfig(emulator, user));
    const TemplateBody = JSON.stringify(groups({ A: [] }));
    expect(await refusal(bound.send(new CreateStackCommand({ StackName: "bound", TemplateBody })))).toMatchObject({
      code: "AccessDenied",
    });
    expect(await deploy(bound, groups({ A: [] }), { StackName: "bound", RoleARN: only })).toMatchObject({
      StackStatus: "CREATE_COMPLETE",
    });
  });
});
