import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import {
  CreateKeyPairCommand,
  CreateSecurityGroupCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  EC2Client,
  type Instance,
} from "@aws-sdk/client-ec2";
import { AddRoleToInstanceProfileCommand, CreateInstanceProfileCommand, CreateRoleCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { publicParameter } from "../../../../../src/emulator/state/images.ts";
import { clientConfig, startTestEmulator } from "../../../../support/emulator.ts";
import { allow, iamOf, makeUser, trust } from "../../iam/identities.ts";
import { eventsOf } from "../stacks.ts";
import { type Made, makeOne, type ResourceOptions } from "./one-resource.ts";

const ImageId = publicParameter("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64") ?? "";
const BASE = { ImageId, InstanceType: "t3.micro" };
const userData = (text: string): string => Buffer.from(text).toString("base64");

describe("AWS::EC2::Instance", () => {
  let emulator: Emulator;
  let ec2: EC2Client;
  let groups: readonly string[];
  beforeAll(async () => {
    emulator = await startTestEmulator();
    ec2 = new EC2Client(clientConfig(emulator));
    const made = ["one", "two"].map((GroupName) =>
      ec2.send(new CreateSecurityGroupCommand({ GroupName, Description: "d" })),
    );
    groups = (await Promise.all(made)).map(({ GroupId }) => GroupId ?? "");
    await ec2.send(new CreateKeyPairCommand({ KeyName: "key" }));
    const iam = iamOf(emulator);
    for (const name of ["first", "second"]) {
      const AssumeRolePolicyDocument = trust({ Service: "ec2.amazonaws.com" });
      await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }));
      await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name }));
      await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: name }));
    }
  });
  afterAll(() => emulator.close());

  const make = (properties: object, options: ResourceOptions = {}): Promise<Made> =>
    makeOne(emulator, "AWS::EC2::Instance", properties, options);
  const instanceOf = async (id: string | undefined): Promise<Instance> => {
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id ?? ""] }));
    return Reservations?.[0]?.Instances?.[0] ?? {};
  };
  const userDataOf = async (InstanceId: string | undefined): Promise<string | undefined> =>
    (await ec2.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute: "userData" }))).UserData?.Value;

  it("is launched with everything, and terminated", async () => {
    const [one = ""] = groups;
    const made = await make(
      {
        ...BASE,
        AvailabilityZone: "ap-northeast-1c",
        IamInstanceProfile: "first",
        KeyName: "key",
        MetadataOptions: { HttpTokens: "optional", HttpPutResponseHopLimit: "3" },
        SecurityGroupIds: [one],
        Tags: [{ Key: "k", Value: "v" }],
        UserData: userData("#!/bin/sh\n"),
      },
      {
        attributes: ["InstanceId", "PrivateIp", "PublicIp", "AvailabilityZone", "VpcId"],
        tags: [{ Key: "of", Value: "stack" }],
      },
    );
    expect(made.failure).toBeUndefined();
    const instance = await instanceOf(made.values.Ref);
    expect(instance).toMatchObject({
      InstanceId: made.values.InstanceId,
      PrivateIpAddress: made.values.PrivateIp,
      VpcId: made.values.VpcId,
      Placement: { AvailabilityZone: "ap-northeast-1c" },
      KeyName: "key",
      IamInstanceProfile: { Arn: "arn:aws:iam::111111111111:instance-profile/first" },
      MetadataOptions: { HttpTokens: "optional", HttpPutResponseHopLimit: 3 },
      SecurityGroups: [{ GroupId: one }],
    });
    expect(made.values).toMatchObject({ AvailabilityZone: "ap-northeast-1c", PublicIp: "" });
    expect(instance.Tags).toEqual(
      expect.arrayContaining([
        { Key: "of", Value: "stack" },
        { Key: "k", Value: "v" },
      ]),
    );
    expect(await userDataOf(made.values.Ref)).toBe(userData("#!/bin/sh\n"));
    expect(await made.remove()).toBe("DELETE_COMPLETE");
    expect((await instanceOf(made.values.Ref)).State?.Name).toBe("terminated");
  });

  it("is launched into the subnet that is named, with groups by their names where none is", async () => {
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({}));
    const SubnetId = Subnets?.at(-1)?.SubnetId;
    const placed = await make({ ...BASE, SubnetId });
    expect(await instanceOf(placed.values.Ref)).toMatchObject({ SubnetId });
    const named = await make({ ...BASE, SecurityGroups: ["one", "two"] });
    const { SecurityGroups } = await instanceOf(named.values.Ref);
    expect(SecurityGroups?.map(({ GroupName }) => GroupName).sort()).toEqual(["one", "two"]);
    expect([await placed.remove(), await named.remove()]).toEqual(["DELETE_COMPLETE", "DELETE_COMPLETE"]);
  });

  it("gets another profile, groups, options and tags while it runs", async () => {
    const [one = "", two = ""] = groups;
    const made = await make({ ...BASE, SecurityGroupIds: [one], Tags: [{ Key: "k", Value: "v" }] });
    const id = made.values.Ref;
    const launched = (await instanceOf(id)).LaunchTime;
    const changed = await made.update(
      {
        ...BASE,
        IamInstanceProfile: "first",
        MetadataOptions: { HttpTokens: "optional" },
        SecurityGroupIds: [two, one],
        Tags: [{ Key: "l", Value: "w" }],
      },
      [{ Key: "of", Value: "stack" }],
    );
    expect([changed.failure, changed.status, changed.values.Ref]).toEqual([undefined, "UPDATE_COMPLETE", id]);
    const instance = await instanceOf(id);
    expect(instance).toMatchObject({
      State: { Name: "running" },
      LaunchTime: launched,
      IamInstanceProfile: { Arn: "arn:aws:iam::111111111111:instance-profile/first" },
      MetadataOptions: { HttpTokens: "optional", HttpPutResponseHopLimit: 2 },
    });
    expect(instance.SecurityGroups?.map(({ GroupId }) => GroupId).sort()).toEqual([one, two].sort());
    expect(instance.Tags?.map(({ Key }) => Key).sort()).toEqual(["l", "of"]);
    const other = await changed.update({ ...BASE, IamInstanceProfile: "second" });
    expect(other.status).toBe("UPDATE_COMPLETE");
    const now = await instanceOf(id);
    expect(now.IamInstanceProfile?.Arn).toBe("arn:aws:iam::111111111111:instance-profile/second");
    expect(now.MetadataOptions).toMatchObject({ HttpTokens: "required" });
    expect(now.SecurityGroups?.map(({ GroupName }) => GroupName)).toEqual(["default"]);
    expect((await other.update(BASE)).status).toBe("UPDATE_COMPLETE");
    expect((await instanceOf(id)).IamInstanceProfile).toBeUndefined();
    expect(await made.remove()).toBe("DELETE_COMPLETE");
  });

  it("is stopped and started for other user data and another type", async () => {
    const made = await make({ ...BASE, UserData: userData("old") });
    const changed = await made.update({ ImageId, InstanceType: "t3.small", UserData: userData("new") });
    expect([changed.failure, changed.status, changed.values.Ref]).toEqual([
      undefined,
      "UPDATE_COMPLETE",
      made.values.Ref,
    ]);
    expect(await instanceOf(made.values.Ref)).toMatchObject({ State: { Name: "running" }, InstanceType: "t3.small" });
    expect(await userDataOf(made.values.Ref)).toBe(userData("new"));
    expect((await changed.update({ ImageId, InstanceType: "t3.small" })).status).toBe("UPDATE_COMPLETE");
    expect((await userDataOf(made.values.Ref)) ?? "").toBe("");
  });

  it("goes back to what it was, running, where a part of an update is refused", async () => {
    const made = await make({ ...BASE, UserData: userData("old") });
    const failed = await made.update({ ImageId, InstanceType: "m99.huge", UserData: userData("new") });
    expect(failed.status).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(failed.failure).toContain("m99.huge");
    expect(await instanceOf(made.values.Ref)).toMatchObject({ State: { Name: "running" }, InstanceType: "t3.micro" });
    expect(await userDataOf(made.values.Ref)).toBe(userData("old"));
  });

  it("is replaced for another key, and the old one is terminated", async () => {
    const made = await make(BASE);
    const replaced = await made.update({ ...BASE, KeyName: "key" });
    expect(replaced.status).toBe("UPDATE_COMPLETE");
    expect(replaced.values.Ref).not.toBe(made.values.Ref);
    expect((await instanceOf(made.values.Ref)).State?.Name).toBe("terminated");
    expect(await instanceOf(replaced.values.Ref)).toMatchObject({ State: { Name: "running" }, KeyName: "key" });
    const events = await eventsOf(new CloudFormationClient(clientConfig(emulator)), made.stackId);
    expect(events.map(({ ResourceStatusReason }) => ResourceStatusReason)).toContain(
      "Requested update requires the creation of a new physical resource; hence creating one.",
    );
  });

  it("that is protected keeps its stack from being deleted, until an update takes the protection away", async () => {
    const made = await make({ ...BASE, DisableApiTermination: true });
    expect((await made.update({ ...BASE, DisableApiTermination: "true", Tags: [] })).status).toBe("UPDATE_COMPLETE");
    const open = await made.update({ ...BASE, DisableApiTermination: false });
    expect(open.status).toBe("UPDATE_COMPLETE");
    expect(await made.remove()).toBe("DELETE_COMPLETE");
    const closed = await make({ ...BASE, DisableApiTermination: true });
    expect(await closed.remove()).toBe("DELETE_FAILED");
  });

  it("cannot be given a role by somebody who may not pass it", async () => {
    const credentials = await makeUser(iamOf(emulator), "no-pass", [allow(["cloudformation:*", "ec2:*"])]);
    const made = await make(BASE, { credentials });
    expect(made.failure).toBeUndefined();
    const denied = await made.update({ ...BASE, IamInstanceProfile: "first" });
    expect(denied.failure).toContain("API: ec2:AssociateIamInstanceProfile You are not authorized");
    expect(denied.failure).toContain("iam:PassRole");
    expect((await instanceOf(made.values.Ref)).IamInstanceProfile).toBeUndefined();
  });
});
