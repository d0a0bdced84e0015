import {
  CreateKeyPairCommand,
  DescribeInstancesCommand,
  EC2Client,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  AddRoleToInstanceProfileCommand,
  CreateAccessKeyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { publicParameter } from "../../../../src/emulator/state/images.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../support/emulator.ts";

const PARAMETER = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
const ImageId = publicParameter(PARAMETER) ?? "";
const ROLE_ARN = "arn:aws:iam::111111111111:role/app/web";
const RUN_ANYTHING = { Effect: "Allow", Action: "ec2:RunInstances", Resource: "*" };

describe("EC2's authorisation", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    iam = new IAMClient(clientConfig(emulator));
    const Statement = [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.send(new CreateRoleCommand({ RoleName: "web", Path: "/app/", AssumeRolePolicyDocument }));
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: "profile" }));
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: "profile", RoleName: "web" }));
  });
  afterAll(() => emulator.close());

  let users = 0;
  /** EC2 as a new user who may do what the statements say. */
  const userWith = async (...Statement: object[]): Promise<EC2Client> => {
    const UserName = `user${++users}`;
    await iam.send(new CreateUserCommand({ UserName }));
    if (Statement.length > 0) {
      const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
      await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "p", PolicyDocument }));
    }
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const { AccessKeyId = "", SecretAccessKey = "" } = AccessKey ?? {};
    return new EC2Client(clientConfig(emulator, { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey }));
  };
  /** A launch that is asked for and not made: what is tested is whether it may. */
  const launch = (ec2: EC2Client, input: Partial<RunInstancesCommandInput> = {}) =>
    ec2.send(
      new RunInstancesCommand({ ImageId, InstanceType: "t3.micro", MinCount: 1, MaxCount: 1, DryRun: true, ...input }),
    );
  const allowed = { code: "DryRunOperation", status: 412 };

  it("refuses a user without policies in EC2's words", async () => {
    const answer = await refusal(launch(await userWith()));
    // The message is sealed; that it decodes is a test of STS's.
    const message = answer.message.replace(/(failure message: )[\w-]+$/, "$1SEALED");
    expect({ ...answer, message }).toEqual({
      code: "UnauthorizedOperation",
      status: 403,
      message: `You are not authorized to perform this operation. User: arn:aws:iam::111111111111:user/user${users} is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:ap-northeast-1:111111111111:instance/* because no identity-based policy allows the ec2:RunInstances action. Encoded authorization failure message: SEALED`,
    });
  });

  it("tells nothing about what exists to someone who may not ask", async () => {
    const nobody = await userWith();
    const [there, missing] = [
      await refusal(nobody.send(new TerminateInstancesCommand({ InstanceIds: ["i-01234567890123456"] }))),
      await refusal(launch(nobody, { IamInstanceProfile: { Name: "nothing" } })),
    ];
    expect([there.code, missing.code]).toEqual(["UnauthorizedOperation", "UnauthorizedOperation"]);
  });

  it("speaks of no resource where an action has none", async () => {
    const { message } = await refusal((await userWith()).send(new DescribeInstancesCommand()));
    expect(message).toMatch(/ec2:DescribeInstances because no identity-based policy allows the ec2:DescribeInstances/);
  });

  it.each([
    ["image", `arn:aws:ec2:ap-northeast-1::image/${ImageId}`],
    ["instance", "arn:aws:ec2:ap-northeast-1:111111111111:instance/*"],
    ["subnet", "arn:aws:ec2:*:*:subnet/*"],
    ["security group", "arn:aws:ec2:*:*:security-group/*"],
    ["volume", "arn:aws:ec2:*:*:volume/*"],
    ["network interface", "arn:aws:ec2:*:*:network-interface/*"],
  ])("asks for RunInstances on the %s too", async (_what, Resource) => {
    const ec2 = await userWith(RUN_ANYTHING, { Effect: "Deny", Action: "ec2:RunInstances", Resource });
    const { message } = await refusal(launch(ec2));
    expect(message).toContain("with an explicit deny in an identity-based policy");
  });

  it("asks for RunInstances on a key pair that is used", async () => {
    const Resource = "arn:aws:ec2:*:*:key-pair/mine";
    const ec2 = await userWith(RUN_ANYTHING, { Effect: "Deny", Action: "ec2:RunInstances", Resource });
    expect(await refusal(launch(ec2))).toMatchObject(allowed);
    expect((await refusal(launch(ec2, { KeyName: "mine" }))).code).toBe("UnauthorizedOperation");
  });

  it("asks for PassRole on the profile's role, with its path", async () => {
    const IamInstanceProfile = { Name: "profile" };
    const without = await refusal(launch(await userWith(RUN_ANYTHING), { IamInstanceProfile }));
    expect(without.code).toBe("UnauthorizedOperation");
    expect(without.message).toContain(
      `is not authorized to perform: iam:PassRole on resource: ${ROLE_ARN} because no identity-based policy allows the iam:PassRole action`,
    );
    const passing = { Effect: "Allow", Action: "iam:PassRole", Resource: ROLE_ARN };
    expect(await refusal(launch(await userWith(RUN_ANYTHING, passing), { IamInstanceProfile }))).toMatchObject(allowed);
  });

  it.each([
    ["ec2.amazonaws.com", allowed],
    ["lambda.amazonaws.com", { code: "UnauthorizedOperation" }],
  ])("passes a role that may be passed to %s alone as that says", async (service, expected) => {
    const Condition = { StringEquals: { "iam:PassedToService": service } };
    const ec2 = await userWith(RUN_ANYTHING, { Effect: "Allow", Action: "iam:PassRole", Resource: "*", Condition });
    const asked = launch(ec2, { IamInstanceProfile: { Arn: "arn:aws:iam::111111111111:instance-profile/profile" } });
    expect(await refusal(asked)).toMatchObject(expected);
  });

  it("lets a policy ask for an instance type, and for IMDSv2 in the request itself", async () => {
    const Condition = { StringEquals: { "ec2:InstanceType": "t3.micro", "ec2:MetadataHttpTokens": "required" } };
    const Resource = "arn:aws:ec2:*:*:instance/*";
    const ec2 = await userWith(
      { Effect: "Allow", Action: "ec2:RunInstances", NotResource: Resource },
      { Effect: "Allow", Action: "ec2:RunInstances", Resource, Condition },
    );
    const MetadataOptions = { HttpTokens: "required" } as const;
    expect(await refusal(launch(ec2, { MetadataOptions }))).toMatchObject(allowed);
    expect((await refusal(launch(ec2))).code).toBe("UnauthorizedOperation");
    expect((await refusal(launch(ec2, { MetadataOptions, InstanceType: "t3.large" }))).code).toBe(
      "UnauthorizedOperation",
    );
  });

  it("asks for CreateTags where a launch tags, and for GetParameters where SSM names the image", async () => {
    const ec2 = await userWith(RUN_ANYTHING);
    const TagSpecifications = [{ ResourceType: "instance" as const, Tags: [{ Key: "a", Value: "b" }] }];
    expect((await refusal(launch(ec2, { TagSpecifications }))).message).toContain("ec2:CreateTags");
    expect((await refusal(launch(ec2, { ImageId: `resolve:ssm:${PARAMETER}` }))).message).toContain(
      `ssm:GetParameters on resource: arn:aws:ssm:ap-northeast-1::parameter${PARAMETER}`,
    );
  });

  it("lets instances be ended by their tags", async () => {
    const root = new EC2Client(clientConfig(emulator));
    const start = async (Value: string): Promise<string> => {
      const TagSpecifications = [{ ResourceType: "instance" as const, Tags: [{ Key: "owner", Value }] }];
      const { Instances = [] } = await launch(root, { DryRun: false, TagSpecifications });
      return Instances[0]?.InstanceId ?? "";
    };
    const [mine, theirs] = [await start("me"), await start("them")];
    const Condition = { StringEquals: { "aws:ResourceTag/owner": "me" } };
    const ec2 = await userWith({ Effect: "Allow", Action: "ec2:TerminateInstances", Resource: "*", Condition });
    const both = ec2.send(new TerminateInstancesCommand({ InstanceIds: [mine, theirs] }));
    expect((await refusal(both)).message).toContain(`instance/${theirs}`);
    const { TerminatingInstances } = await ec2.send(new TerminateInstancesCommand({ InstanceIds: [mine] }));
    expect(TerminatingInstances).toHaveLength(1);
  });

  it("knows key pairs by their names", async () => {
    const Resource = "arn:aws:ec2:ap-northeast-1:111111111111:key-pair/dev-*";
    const ec2 = await userWith({ Effect: "Allow", Action: "ec2:CreateKeyPair", Resource });
    const create = (KeyName: string) => ec2.send(new CreateKeyPairCommand({ KeyName, KeyType: "ed25519" }));
    expect((await create("dev-1")).KeyName).toBe("dev-1");
    expect((await refusal(create("prod-1"))).code).toBe("UnauthorizedOperation");
  });
});
