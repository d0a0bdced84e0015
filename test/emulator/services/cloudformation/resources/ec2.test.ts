import { generateKeyPairSync } from "node:crypto";
import {
  CreateSecurityGroupCommand,
  DescribeKeyPairsCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  type IpPermission,
} from "@aws-sdk/client-ec2";
import { DescribeParametersCommand, GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../../support/emulator.ts";
import { type Made, makeOne, type ResourceOptions } from "./one-resource.ts";

describe("groups and keys of EC2 in stacks", () => {
  let emulator: Emulator;
  let ec2: EC2Client;
  let ssm: SSMClient;
  let other: string;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    ec2 = new EC2Client(clientConfig(emulator));
    ssm = new SSMClient(clientConfig(emulator));
    const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: "other", Description: "d" }));
    other = GroupId ?? "";
  });
  afterAll(() => emulator.close());

  const make = (name: string, properties: object, options: ResourceOptions = {}): Promise<Made> =>
    makeOne(emulator, `AWS::EC2::${name}`, properties, options);
  const rulesOf = async (groupId: string | undefined): Promise<{ in: string[]; out: string[] }> => {
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [groupId ?? ""] }));
    const [group] = SecurityGroups ?? [];
    return { in: texts(group?.IpPermissions), out: texts(group?.IpPermissionsEgress) };
  };

  it("AWS::EC2::SecurityGroup: rules of both directions, which change in place", async () => {
    const properties = { GroupDescription: "rules", GroupName: "given" };
    const made = await make(
      "SecurityGroup",
      {
        ...properties,
        SecurityGroupIngress: [
          { IpProtocol: "tcp", FromPort: "22", ToPort: 22, CidrIp: "10.0.0.0/8", Description: "ssh" },
          { IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIpv6: "::/0" },
          { IpProtocol: "-1", SourceSecurityGroupId: other },
        ],
        SecurityGroupEgress: [{ IpProtocol: "udp", FromPort: 53, ToPort: 53, CidrIp: "10.0.0.2/32" }],
      },
      { attributes: ["GroupId", "VpcId"] },
    );
    expect(made.failure).toBeUndefined();
    expect(made.values.Ref).toBe("given");
    const { GroupId = "" } = made.values;
    expect(await rulesOf(GroupId)).toEqual({
      in: ["-1 * other", "tcp 22 10.0.0.0/8 ssh", "tcp 443 ::/0"].map((line) => line.replace("other", other)),
      out: ["udp 53 10.0.0.2/32"],
    });
    const changed = await made.update({
      ...properties,
      SecurityGroupIngress: [
        { IpProtocol: "tcp", FromPort: 22, ToPort: 22, CidrIp: "10.0.0.0/8", Description: "shell" },
        { IpProtocol: "tcp", FromPort: 8443, ToPort: 8443, CidrIp: "10.1.0.0/16" },
      ],
    });
    expect([changed.failure, changed.status, changed.values.GroupId]).toEqual([undefined, "UPDATE_COMPLETE", GroupId]);
    expect(await rulesOf(GroupId)).toEqual({
      in: ["tcp 22 10.0.0.0/8 shell", "tcp 8443 10.1.0.0/16"],
      out: ["-1 * 0.0.0.0/0"],
    });
    expect((await made.update({ ...properties, SecurityGroupEgress: [] })).status).toBe("UPDATE_COMPLETE");
    expect(await rulesOf(GroupId)).toEqual({ in: [], out: [] });
    expect(await made.remove()).toBe("DELETE_COMPLETE");
    expect(await refusal(rulesOf(GroupId))).toMatchObject({ code: "InvalidGroup.NotFound" });
  });

  it("AWS::EC2::SecurityGroup: cannot have a rule twice", async () => {
    const rule = { IpProtocol: "tcp", FromPort: 1, ToPort: 1, CidrIp: "10.0.0.0/8" };
    const twice = await make("SecurityGroup", { GroupDescription: "d", SecurityGroupIngress: [rule, rule] });
    expect([twice.status, twice.failure]).toEqual(["ROLLBACK_COMPLETE", expect.stringContaining("already exists")]);
  });

  it("AWS::EC2::SecurityGroup: replaced for another description", async () => {
    const made = await make("SecurityGroup", { GroupDescription: "first" }, { attributes: ["GroupId"] });
    const replaced = await made.update({ GroupDescription: "second" });
    expect(replaced.status).toBe("UPDATE_COMPLETE");
    expect(replaced.values.GroupId).not.toBe(made.values.GroupId);
    expect(await refusal(rulesOf(made.values.GroupId))).toMatchObject({ code: "InvalidGroup.NotFound" });
  });

  it("AWS::EC2::SecurityGroup: goes back to its rules where an update is refused", async () => {
    const rule = { IpProtocol: "tcp", FromPort: 1, ToPort: 1, CidrIp: "10.0.0.0/8" };
    const properties = { GroupDescription: "d", SecurityGroupIngress: [rule] };
    const made = await make("SecurityGroup", properties, { attributes: ["GroupId"] });
    const bad = { ...rule, CidrIp: "everywhere" };
    const failed = await made.update({ ...properties, SecurityGroupIngress: [bad] });
    expect(failed.status).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(failed.failure).toContain("everywhere");
    expect((await rulesOf(made.values.GroupId)).in).toEqual(["tcp 1 10.0.0.0/8"]);
  });

  it("AWS::EC2::SecurityGroupIngress: one rule of a group that is made elsewhere", async () => {
    const rule = { IpProtocol: "tcp", FromPort: 80, ToPort: 80, CidrIp: "10.0.0.0/8" };
    const made = await make("SecurityGroupIngress", { GroupId: other, ...rule }, { attributes: ["Id"] });
    expect(made.values.Ref).toMatch(/^sgr-[0-9a-f]{17}$/);
    expect(made.values.Id).toBe(made.values.Ref);
    expect((await rulesOf(other)).in).toEqual(["tcp 80 10.0.0.0/8"]);
    const replaced = await made.update({ GroupId: other, ...rule, FromPort: 81, ToPort: 81 });
    expect(replaced.status).toBe("UPDATE_COMPLETE");
    expect(replaced.values.Ref).not.toBe(made.values.Ref);
    expect((await rulesOf(other)).in).toEqual(["tcp 81 10.0.0.0/8"]);
    const told = await made.update({ GroupId: other, ...rule, FromPort: 81, ToPort: 81, Description: "web" });
    expect([told.status, told.failure]).toEqual([
      "UPDATE_ROLLBACK_COMPLETE",
      "Changing the properties [Description] is not supported by this emulator",
    ]);
    expect(await made.remove()).toBe("DELETE_COMPLETE");
    expect((await rulesOf(other)).in).toEqual([]);
    const byName = await make("SecurityGroupIngress", {
      GroupName: "other",
      IpProtocol: "-1",
      SourceSecurityGroupName: "other",
    });
    expect((await rulesOf(other)).in).toEqual([`-1 * ${other}`]);
    expect(await byName.remove()).toBe("DELETE_COMPLETE");
  });

  it("AWS::EC2::SecurityGroupEgress: one rule of a group that is made elsewhere", async () => {
    const rule = { GroupId: other, IpProtocol: "tcp", FromPort: 80, ToPort: 80, DestinationSecurityGroupId: other };
    const made = await make("SecurityGroupEgress", rule);
    expect((await rulesOf(other)).out).toEqual(["-1 * 0.0.0.0/0", `tcp 80 ${other}`]);
    expect((await make("SecurityGroupEgress", rule)).failure).toMatch(/already exists/);
    expect(await made.remove()).toBe("DELETE_COMPLETE");
    expect((await rulesOf(other)).out).toEqual(["-1 * 0.0.0.0/0"]);
  });

  it("AWS::EC2::KeyPair: new, with its private key in Systems Manager", async () => {
    const properties = { KeyName: "made", KeyType: "ed25519" };
    const made = await make("KeyPair", properties, { attributes: ["KeyPairId", "KeyFingerprint"] });
    const { KeyPairs } = await ec2.send(new DescribeKeyPairsCommand({ KeyNames: ["made"] }));
    const { KeyPairId, KeyFingerprint } = made.values;
    expect(KeyPairs).toMatchObject([{ KeyPairId, KeyFingerprint, KeyType: "ed25519" }]);
    const Name = `/ec2/keypair/${KeyPairId}`;
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
    expect(Parameter?.Type).toBe("SecureString");
    expect(Parameter?.Value).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----\n/);
    const replaced = await made.update({ ...properties, KeyName: "next" });
    expect([replaced.status, replaced.values.Ref]).toEqual(["UPDATE_COMPLETE", "next"]);
    expect(await refusal(ssm.send(new GetParameterCommand({ Name })))).toMatchObject({ code: "ParameterNotFound" });
    expect(await made.remove()).toBe("DELETE_COMPLETE");
    expect((await ssm.send(new DescribeParametersCommand({}))).Parameters).toEqual([]);
    expect((await ec2.send(new DescribeKeyPairsCommand({}))).KeyPairs).toEqual([]);
  });

  it("AWS::EC2::KeyPair: imported, with nothing in Systems Manager", async () => {
    const { publicKey } = generateKeyPairSync("ed25519");
    const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
    const part = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
    const blob = Buffer.concat([part(Buffer.from("ssh-ed25519")), part(raw)]).toString("base64");
    const made = await make("KeyPair", { KeyName: "mine", PublicKeyMaterial: `ssh-ed25519 ${blob} me` });
    expect(made.failure).toBeUndefined();
    expect((await ssm.send(new DescribeParametersCommand({}))).Parameters).toEqual([]);
    expect(await made.remove()).toBe("DELETE_COMPLETE");
  });

  it("refuse misspelt and wrongly typed properties, and what the emulator has not", async () => {
    const start = "Properties validation failed for resource R with message:\n";
    const rule = { GroupId: other, IpProtocol: "tcp" };
    const lines = [
      ["SecurityGroup", { GroupDescription: "d", Ingress: [] }, "#: extraneous key [Ingress] is not permitted"],
      [
        "SecurityGroup",
        { GroupDescription: "d", SecurityGroupIngress: [{ CidrIP: "0.0.0.0/0" }] },
        "#/SecurityGroupIngress/0: required key [IpProtocol] not found\n#/SecurityGroupIngress/0: extraneous key [CidrIP] is not permitted",
      ],
      ["SecurityGroupIngress", { ...rule, FromPort: "ssh" }, "#/FromPort: expected type: Integer, found: String"],
      [
        "SecurityGroupIngress",
        { ...rule, SourcePrefixListId: "p" },
        "#: key [SourcePrefixListId] is not supported by this emulator",
      ],
      ["SecurityGroupEgress", { IpProtocol: "-1" }, "#: required key [GroupId] not found"],
      ["KeyPair", { KeyName: "k", KeyType: "dsa" }, "#/KeyType: failed validation constraint for keyword [enum]"],
      [
        "Instance",
        { MetadataOptions: { HttpToken: "required" } },
        "#/MetadataOptions: extraneous key [HttpToken] is not permitted",
      ],
      ["Instance", { BlockDeviceMappings: [] }, "#: key [BlockDeviceMappings] is not supported by this emulator"],
    ] as const;
    for (const [type, properties, line] of lines) expect((await make(type, properties)).failure).toBe(start + line);
  });
});

/** Rules as lines: `protocol port peer description`. */
function texts(permissions: readonly IpPermission[] = []): string[] {
  return permissions
    .flatMap(({ IpProtocol, FromPort = "*", IpRanges = [], Ipv6Ranges = [], UserIdGroupPairs = [] }) =>
      [
        ...IpRanges.map(({ CidrIp, Description }) => [CidrIp, Description]),
        ...Ipv6Ranges.map(({ CidrIpv6, Description }) => [CidrIpv6, Description]),
        ...UserIdGroupPairs.map(({ GroupId, Description }) => [GroupId, Description]),
      ].map((peer) => [IpProtocol, FromPort, ...peer].filter((part) => part !== undefined).join(" ")),
    )
    .sort();
}
