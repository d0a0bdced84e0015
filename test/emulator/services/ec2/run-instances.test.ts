import {
  CreateKeyPairCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  EC2Client,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { LabelParameterVersionCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { listImages, publicParameter } from "../../../../src/emulator/state/images.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../support/emulator.ts";
import { waitForInstance } from "../../../support/instances.ts";

const AL2023 = publicParameter("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64") ?? "";
const ONE = { ImageId: AL2023, InstanceType: "t3.micro", MinCount: 1, MaxCount: 1 } as const;

describe("RunInstances", () => {
  let emulator: Emulator;
  let ec2: EC2Client;
  beforeEach(async () => {
    emulator = await startTestEmulator();
    ec2 = new EC2Client(clientConfig(emulator));
  });
  afterEach(() => emulator.close());

  const run = (input: Partial<RunInstancesCommandInput> = {}) =>
    ec2.send(new RunInstancesCommand({ ...ONE, ...input }));
  const launch = async (input: Partial<RunInstancesCommandInput> = {}): Promise<string> => {
    const { Instances = [] } = await run(input);
    return Instances[0]?.InstanceId ?? "";
  };

  it("answers with a pending instance of AWS's form, which soon runs", async () => {
    const {
      Instances = [],
      OwnerId,
      ReservationId,
    } = await run({
      TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "Name", Value: "first" }] }],
    });
    expect([OwnerId, ReservationId]).toEqual(["111111111111", expect.stringMatching(/^r-[0-9a-f]{17}$/)]);
    expect(Instances[0]).toMatchObject({
      InstanceId: expect.stringMatching(/^i-[0-9a-f]{17}$/),
      State: { Code: 0, Name: "pending" },
      ImageId: AL2023,
      InstanceType: "t3.micro",
      Architecture: "x86_64",
      PrivateIpAddress: "172.31.0.4",
      PrivateDnsName: "ip-172-31-0-4.ap-northeast-1.compute.internal",
      Placement: { AvailabilityZone: "ap-northeast-1a" },
      SecurityGroups: [{ GroupName: "default" }],
      Tags: [{ Key: "Name", Value: "first" }],
      // Amazon Linux 2023 asks for IMDSv2.
      MetadataOptions: { HttpTokens: "required", HttpPutResponseHopLimit: 2, HttpEndpoint: "enabled" },
    });
    const id = Instances[0]?.InstanceId ?? "";
    await waitForInstance(emulator, id, ({ state }) => state === "running");
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    expect(Reservations[0]?.Instances?.[0]).toMatchObject({ State: { Code: 16, Name: "running" } });
  });

  it("launches as many as asked for in one reservation, each with an address of its own", async () => {
    const { Instances = [] } = await run({ MinCount: 2, MaxCount: 3 });
    expect(Instances.map((instance) => [instance.AmiLaunchIndex, instance.PrivateIpAddress])).toEqual([
      [0, "172.31.0.4"],
      [1, "172.31.0.5"],
      [2, "172.31.0.6"],
    ]);
  });

  it("launches fewer where the limit is near, and none where the least does not fit", async () => {
    const { Instances = [] } = await run({ MinCount: 1, MaxCount: 40 });
    expect(Instances).toHaveLength(16);
    expect(await refusal(run())).toEqual({
      code: "InstanceLimitExceeded",
      status: 400,
      message: "Your quota allows for 0 more running instance(s). You requested at least 1",
    });
  });

  it("takes the image from AWS's public SSM parameter", async () => {
    const { Instances = [] } = await run({
      ImageId: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.18-arm64",
      InstanceType: "t4g.micro",
    });
    expect(Instances[0]).toMatchObject({ Architecture: "arm64" });
    expect(await refusal(run({ ImageId: "resolve:ssm:/no/such" }))).toMatchObject({ code: "InvalidParameterValue" });
  });

  it("takes the image from a parameter of the account, by its name, its ARN, a version or a label", async () => {
    const ssm = new SSMClient(clientConfig(emulator));
    const put = (Value: string, Overwrite = false, Name = "/images/web") =>
      ssm.send(new PutParameterCommand({ Name, Value, Type: "String", Overwrite }));
    await put(AL2023);
    await put("ami-0123456789abcdef0", true);
    await put("no image", false, "/images/none");
    await ssm.send(new PutParameterCommand({ Name: "/images/secret", Value: AL2023, Type: "SecureString" }));
    await ssm.send(new LabelParameterVersionCommand({ Name: "/images/web", Labels: ["live"], ParameterVersion: 1 }));
    const arn = "arn:aws:ssm:ap-northeast-1:111111111111:parameter/images/web";
    for (const name of ["/images/web:1", "/images/web:live", `${arn}:1`]) {
      const { Instances = [] } = await run({ ImageId: `resolve:ssm:${name}` });
      expect(Instances[0]?.ImageId).toBe(AL2023);
    }
    expect((await refusal(run({ ImageId: "resolve:ssm:/images/web" }))).code).toBe("InvalidAMIID.NotFound");
    for (const name of [
      "/images/none",
      "/images/secret",
      "/images/web:7",
      arn.replace("ap-northeast-1", "eu-west-1"),
    ]) {
      expect((await refusal(run({ ImageId: `resolve:ssm:${name}` }))).code).toBe("InvalidParameterValue");
    }
  });

  it.each<[string, Partial<RunInstancesCommandInput>, string, string]>([
    [
      "an image that does not exist",
      { ImageId: "ami-2385b022" },
      "InvalidAMIID.NotFound",
      "The image id '[ami-2385b022]' does not exist",
    ],
    [
      "an image id that is none",
      { ImageId: "al2023" },
      "InvalidAMIID.Malformed",
      'Invalid id: "al2023" (expecting "ami-...")',
    ],
    [
      "a key pair that does not exist",
      { KeyName: "lost" },
      "InvalidKeyPair.NotFound",
      "The key pair 'lost' does not exist",
    ],
    [
      "a security group that does not exist",
      { SecurityGroupIds: ["sg-01234567890123456"] },
      "InvalidGroup.NotFound",
      "The security group 'sg-01234567890123456' does not exist",
    ],
    [
      "group names together with a subnet",
      { SecurityGroups: ["default"], SubnetId: "subnet-01234567890123456" },
      "InvalidParameterCombination",
      "The parameter groupName cannot be used with the parameter subnet",
    ],
    [
      "an instance profile that does not exist",
      { IamInstanceProfile: { Name: "nobody" } },
      "InvalidParameterValue",
      "Value (nobody) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name",
    ],
    [
      "the article's instance type, with an image of today",
      { InstanceType: "t1.micro" },
      "InvalidParameterCombination",
      "Non-Windows instances with a virtualization type of 'hvm' are currently not supported for this instance type.",
    ],
    [
      "more than 16 KB of user data",
      { UserData: Buffer.alloc(16_385, 35).toString("base64") },
      "InvalidParameterValue",
      "User data is limited to 16384 bytes",
    ],
    [
      "user data that is not base64",
      { UserData: "#!/bin/sh" },
      "InvalidUserData.Malformed",
      "Invalid BASE64 encoding of user data.",
    ],
    [
      "an architecture that the image is not for",
      { InstanceType: "m7g.large" },
      "InvalidParameterValue",
      "The architecture 'arm64' of the specified instance type does not match the architecture 'x86_64' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI.",
    ],
  ])("refuses %s", async (_what, input, code, message) => {
    expect(await refusal(run(input))).toEqual({ code, status: 400, message });
  });

  it("names the default VPC where a group's name is not found in it", async () => {
    const { message } = await refusal(run({ SecurityGroups: ["web"] }));
    expect(message).toMatch(/^The security group 'web' does not exist in default VPC 'vpc-[0-9a-f]{17}'$/);
  });

  it("refuses what it does not have rather than ignore it", async () => {
    const asked = run({ NetworkInterfaces: [{ DeviceIndex: 0 }] });
    expect(await refusal(asked)).toMatchObject({ code: "NotImplemented", status: 501 });
  });

  it("takes exactly 16 KB of user data", async () => {
    expect(await launch({ UserData: Buffer.alloc(16_384, 35).toString("base64") })).toMatch(/^i-/);
  });

  it("gives the same instances for the same client token, even when they were the last there were", async () => {
    const first = await launch({ ClientToken: "again", MaxCount: 16 });
    expect(await launch({ ClientToken: "again", MaxCount: 16 })).toBe(first);
    const other = await refusal(run({ ClientToken: "again", InstanceType: "t3.small" }));
    expect(other).toMatchObject({ code: "IdempotentParameterMismatch", status: 400 });
  });

  it("launches nothing in a dry run, but refuses what would not have succeeded", async () => {
    expect(await refusal(run({ DryRun: true }))).toMatchObject({ code: "DryRunOperation", status: 412 });
    expect(await refusal(run({ DryRun: true, KeyName: "lost" }))).toMatchObject({ code: "InvalidKeyPair.NotFound" });
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand());
    expect(Reservations).toEqual([]);
  });

  it("uses key pairs and groups, and holds on to the groups", async () => {
    await ec2.send(new CreateKeyPairCommand({ KeyName: "mine", KeyType: "ed25519" }));
    const { GroupId = "" } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: "web", Description: "x" }));
    const { Instances = [] } = await run({ KeyName: "mine", SecurityGroups: ["web"] });
    expect(Instances[0]).toMatchObject({ KeyName: "mine", SecurityGroups: [{ GroupId, GroupName: "web" }] });
    const busy = ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
    expect(await refusal(busy)).toMatchObject({ code: "DependencyViolation" });
    const id = Instances[0]?.InstanceId ?? "";
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    await waitForInstance(emulator, id, ({ state }) => state === "terminated");
    await ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
  });

  it("and TerminateInstances lead to a terminated instance, which is forgotten after an hour", async () => {
    const id = await launch();
    await waitForInstance(emulator, id, ({ state }) => state === "running");
    const { TerminatingInstances } = await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    expect(TerminatingInstances).toEqual([
      {
        InstanceId: id,
        CurrentState: { Code: 32, Name: "shutting-down" },
        PreviousState: { Code: 16, Name: "running" },
      },
    ]);
    await waitForInstance(emulator, id, ({ state }) => state === "terminated");
    const describe = () => ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    expect((await describe()).Reservations?.[0]?.Instances?.[0]).toMatchObject({
      State: { Code: 48, Name: "terminated" },
      StateReason: { Code: "Client.UserInitiatedShutdown" },
    });
    emulator.advanceClock(3600);
    expect(await refusal(describe())).toEqual({
      code: "InvalidInstanceID.NotFound",
      status: 400,
      message: `The instance ID '${id}' does not exist`,
    });
  });

  it("are found by state and tag", async () => {
    const id = await launch({
      TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "stage", Value: "test" }] }],
    });
    const other = await launch();
    await waitForInstance(emulator, other, ({ state }) => state === "running");
    const find = async (Name: string, ...Values: string[]): Promise<(string | undefined)[]> => {
      const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters: [{ Name, Values }] }));
      return Reservations.flatMap(({ Instances = [] }) => Instances.map((instance) => instance.InstanceId)).sort();
    };
    expect(await find("tag:stage", "t*t")).toEqual([id]);
    expect(await find("instance-state-name", "running", "pending")).toEqual([id, other].sort());
    expect(await find("instance-state-name", "terminated")).toEqual([]);
  });

  it("ends all named instances or none", async () => {
    const id = await launch();
    const missing = "i-01234567890123456";
    const asked = ec2.send(new TerminateInstancesCommand({ InstanceIds: [id, missing] }));
    expect(await refusal(asked)).toMatchObject({ code: "InvalidInstanceID.NotFound" });
    const running = await waitForInstance(emulator, id, ({ state }) => state === "running");
    expect(running.consoleOutput).toContain("runs nothing");
  });

  it("has the images that DescribeImages shows", async () => {
    const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ["amazon"] }));
    expect(Images.map((image) => image.ImageId).sort()).toEqual(
      listImages()
        .map((image) => image.imageId)
        .sort(),
    );
    expect(Images.find((image) => image.ImageId === AL2023)).toMatchObject({
      Architecture: "x86_64",
      ImdsSupport: "v2.0",
      OwnerId: "137112412989",
      State: "available",
    });
  });
});
