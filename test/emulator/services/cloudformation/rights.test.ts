import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import type { IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, refusal, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeUser } from "../iam/identities.ts";
import { deploy, eventsOf, groups, whenSettled } from "./stacks.ts";

const IMAGE = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

describe("whose rights a stack is made with", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    iam = iamOf(emulator);
  });
  afterAll(() => emulator.close());

  const clientOf = (credentials: SdkCredentials) => new CloudFormationClient(clientConfig(emulator, credentials));

  async function failureOf(client: CloudFormationClient, stackId: string | undefined): Promise<string | undefined> {
    const failed = (await eventsOf(client, stackId)).find(({ ResourceStatus }) => ResourceStatus === "CREATE_FAILED");
    return failed?.ResourceStatusReason;
  }

  it("needs the right to make a stack of that name", async () => {
    const client = clientOf(await makeUser(iam, "nobody", []));
    const TemplateBody = JSON.stringify(groups({ A: [] }));
    expect(await refusal(client.send(new CreateStackCommand({ StackName: "s", TemplateBody })))).toEqual({
      code: "AccessDenied",
      status: 403,
      message:
        "User: arn:aws:iam::111111111111:user/nobody is not authorized to perform: cloudformation:CreateStack on resource: arn:aws:cloudformation:ap-northeast-1:111111111111:stack/s/* because no identity-based policy allows the cloudformation:CreateStack action",
    });
  });

  it("can be limited to stacks by their names", async () => {
    const mine = "arn:aws:cloudformation:*:111111111111:stack/mine-*/*";
    const client = clientOf(await makeUser(iam, "limited", [allow("cloudformation:*", mine), allow("ec2:*")]));
    const stack = await deploy(client, groups({ A: [] }), { StackName: "mine-1" });
    expect(stack.StackStatus).toBe("CREATE_COMPLETE");
    const other = new CreateStackCommand({ StackName: "yours-1", TemplateBody: JSON.stringify(groups({ A: [] })) });
    expect(await refusal(client.send(other))).toMatchObject({ code: "AccessDenied" });
    expect(await refusal(client.send(new DescribeStacksCommand({})))).toMatchObject({ code: "AccessDenied" });
  });

  it("are the caller's: a refusal by IAM is the resource's reason", async () => {
    const client = clientOf(await makeUser(iam, "no-iam", [allow("cloudformation:*")]));
    const template = {
      Resources: {
        R: {
          Type: "AWS::IAM::Role",
          Properties: {
            RoleName: "wanted",
            AssumeRolePolicyDocument: {
              Version: "2012-10-17",
              Statement: { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
            },
          },
        },
      },
    };
    const stack = await deploy(client, template, { StackName: "iam", Capabilities: ["CAPABILITY_NAMED_IAM"] });
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    expect(await failureOf(client, stack.StackId)).toBe(
      "API: iam:CreateRole User: arn:aws:iam::111111111111:user/no-iam is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::111111111111:role/wanted because no identity-based policy allows the iam:CreateRole action",
    );
  });

  it("are the caller's: refusals by EC2 and S3 are told with the call", async () => {
    const client = clientOf(await makeUser(iam, "no-others", [allow("cloudformation:*")]));
    const group = await deploy(client, groups({ A: [] }), { StackName: "ec2" });
    expect(await failureOf(client, group.StackId)).toMatch(
      /^API: ec2:CreateSecurityGroup You are not authorized to perform/,
    );
    const bucket = await deploy(client, { Resources: { B: { Type: "AWS::S3::Bucket" } } }, { StackName: "s3" });
    expect(await failureOf(client, bucket.StackId)).toMatch(
      /^API: s3:CreateBucket User: arn:aws:iam::111111111111:user\/no-others is not authorized/,
    );
  });

  it("include the right to pass an instance its role", async () => {
    const everythingButPassing = [
      allow(["cloudformation:*", "ec2:*", "iam:*", "ssm:*"]),
      { Effect: "Deny", Action: "iam:PassRole", Resource: "*" },
    ];
    const client = clientOf(await makeUser(iam, "no-pass", everythingButPassing));
    const template = {
      Resources: {
        R: {
          Type: "AWS::IAM::Role",
          Properties: {
            AssumeRolePolicyDocument: {
              Version: "2012-10-17",
              Statement: { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
            },
          },
        },
        P: { Type: "AWS::IAM::InstanceProfile", Properties: { Roles: [{ Ref: "R" }] } },
      },
    };
    const stack = await deploy(client, template, { StackName: "pass", Capabilities: ["CAPABILITY_IAM"] });
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    expect(await failureOf(client, stack.StackId)).toContain("iam:PassRole");
  });

  it("are the caller's in an update: what is refused fails, and the stack is as before", async () => {
    const client = clientOf(
      await makeUser(iam, "no-update", [
        allow("cloudformation:*"),
        allow(["iam:CreateRole", "iam:GetRole", "iam:DeleteRole", "iam:TagRole"]),
      ]),
    );
    const template = (Description: string): object => ({
      Resources: {
        R: {
          Type: "AWS::IAM::Role",
          Properties: {
            RoleName: "kept",
            Description,
            AssumeRolePolicyDocument: {
              Version: "2012-10-17",
              Statement: { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
            },
          },
        },
      },
    });
    const input = { StackName: "kept", Capabilities: ["CAPABILITY_NAMED_IAM" as const] };
    const { StackId } = await deploy(client, template("one"), input);
    await client.send(new UpdateStackCommand({ ...input, TemplateBody: JSON.stringify(template("two")) }));
    expect(await whenSettled(client, StackId ?? "")).toMatchObject({ StackStatus: "UPDATE_ROLLBACK_COMPLETE" });
    const failed = (await eventsOf(client, StackId)).find(({ ResourceStatus }) => ResourceStatus === "UPDATE_FAILED");
    expect(failed?.ResourceStatusReason).toMatch(
      /^API: iam:Update\w+ User: arn:aws:iam::111111111111:user\/no-update is not authorized to perform: iam:Update/,
    );
  });

  it("include the right to read parameters of Systems Manager", async () => {
    const client = clientOf(await makeUser(iam, "no-ssm", [allow(["cloudformation:*", "ec2:*"])]));
    const TemplateBody = JSON.stringify({
      Parameters: { Image: { Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", Default: IMAGE } },
      ...groups({ A: [] }),
    });
    expect(await refusal(client.send(new CreateStackCommand({ StackName: "ssm", TemplateBody })))).toMatchObject({
      code: "AccessDenied",
      message: expect.stringContaining(
        `ssm:GetParameters on resource: arn:aws:ssm:ap-northeast-1::parameter${IMAGE} because`,
      ),
    });
  });

  it("are explained under the id of the request that asked for the stack", async () => {
    const client = clientOf(await makeUser(iam, "explained", [allow("cloudformation:*")]));
    const { StackId, $metadata } = await client.send(
      new CreateStackCommand({ StackName: "explained", TemplateBody: JSON.stringify(groups({ A: [] })) }),
    );
    await whenSettled(client, StackId ?? "");
    const decisions = emulator.explain($metadata.requestId ?? "")?.decisions ?? [];
    expect(decisions.map(({ request, decision }) => [request.action, decision.effect])).toEqual([
      ["cloudformation:CreateStack", "Allow"],
      ["ec2:CreateSecurityGroup", "Deny"],
    ]);
  });
});
