import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../support/emulator.ts";

const HTTPS = {
  IpProtocol: "tcp",
  FromPort: 443,
  ToPort: 443,
  IpRanges: [{ CidrIp: "10.1.2.3/8", Description: "office" }],
};

describe("EC2's security groups", () => {
  let emulator: Emulator;
  let ec2: EC2Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    ec2 = new EC2Client(clientConfig(emulator));
  });
  afterAll(() => emulator.close());

  const create = async (GroupName: string): Promise<string> => {
    const made = await ec2.send(new CreateSecurityGroupCommand({ GroupName, Description: "for tests" }));
    return made.GroupId ?? "";
  };
  const describeOne = async (GroupId: string) => {
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }));
    return SecurityGroups[0];
  };

  it("are made in the default VPC, letting everything out and nothing in", async () => {
    const made = await ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: "web",
        Description: "web servers",
        TagSpecifications: [{ ResourceType: "security-group", Tags: [{ Key: "stage", Value: "test" }] }],
      }),
    );
    expect(made.GroupId).toMatch(/^sg-[0-9a-f]{17}$/);
    expect(made.SecurityGroupArn).toBe(`arn:aws:ec2:ap-northeast-1:111111111111:security-group/${made.GroupId}`);
    expect(await describeOne(made.GroupId ?? "")).toMatchObject({
      GroupName: "web",
      Description: "web servers",
      OwnerId: "111111111111",
      VpcId: expect.stringMatching(/^vpc-[0-9a-f]{17}$/),
      IpPermissions: [],
      IpPermissionsEgress: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
      Tags: [{ Key: "stage", Value: "test" }],
    });
  });

  it("include the VPC's own, which nobody can delete or make again", async () => {
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupNames: ["default"] }));
    const GroupId = SecurityGroups[0]?.GroupId ?? "";
    expect(SecurityGroups[0]?.IpPermissions?.[0]?.UserIdGroupPairs).toEqual([{ UserId: "111111111111", GroupId }]);
    expect(await refusal(ec2.send(new DeleteSecurityGroupCommand({ GroupId })))).toEqual({
      code: "CannotDelete",
      status: 400,
      message: `the specified group: "${GroupId}" name: "default" cannot be deleted by a user`,
    });
    const again = ec2.send(new CreateSecurityGroupCommand({ GroupName: "default", Description: "x" }));
    expect(await refusal(again)).toMatchObject({ code: "InvalidGroup.Reserved", status: 400 });
  });

  it("have names that are unique in their VPC", async () => {
    await create("twice");
    const again = await refusal(
      ec2.send(new CreateSecurityGroupCommand({ GroupName: "twice", Description: "for tests" })),
    );
    expect(again.code).toBe("InvalidGroup.Duplicate");
    expect(again.message).toMatch(/^The security group 'twice' already exists for VPC 'vpc-[0-9a-f]{17}'$/);
  });

  it("take rules, shown as AWS groups them, and give each an id", async () => {
    const GroupId = await create("rules");
    const peer = await create("peer");
    const { SecurityGroupRules = [] } = await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [HTTPS, { ...HTTPS, IpRanges: [], UserIdGroupPairs: [{ GroupId: peer }] }],
      }),
    );
    expect(SecurityGroupRules).toMatchObject([
      { IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIpv4: "10.0.0.0/8", Description: "office", IsEgress: false },
      { ReferencedGroupInfo: { GroupId: peer, UserId: "111111111111" } },
    ]);
    expect(SecurityGroupRules[0]?.SecurityGroupRuleId).toMatch(/^sgr-[0-9a-f]{17}$/);
    expect((await describeOne(GroupId))?.IpPermissions).toEqual([
      {
        IpProtocol: "tcp",
        FromPort: 443,
        ToPort: 443,
        IpRanges: [{ CidrIp: "10.0.0.0/8", Description: "office" }],
        UserIdGroupPairs: [{ UserId: "111111111111", GroupId: peer }],
        Ipv6Ranges: [],
        PrefixListIds: [],
      },
    ]);
  });

  it("refuse a rule that is there already, and then take none of the others", async () => {
    const GroupId = await create("duplicates");
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [HTTPS] }));
    const other = { ...HTTPS, FromPort: 80, ToPort: 80 };
    const again = await refusal(
      ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [other, HTTPS] })),
    );
    expect(again).toEqual({
      code: "InvalidPermission.Duplicate",
      status: 400,
      message: 'the specified rule "peer: 10.0.0.0/8, TCP, from port: 443, to port: 443, ALLOW" already exists',
    });
    expect((await describeOne(GroupId))?.IpPermissions).toHaveLength(1);
  });

  it("lose rules by what they say and by their ids", async () => {
    const GroupId = await create("revoked");
    const ssh = { ...HTTPS, FromPort: 22, ToPort: 22 };
    const { SecurityGroupRules = [] } = await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [ssh, HTTPS] }),
    );
    const id = SecurityGroupRules[1]?.SecurityGroupRuleId ?? "";
    await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds: [id] }));
    await ec2.send(
      new RevokeSecurityGroupIngressCommand({
        GroupId,
        IpProtocol: "tcp",
        FromPort: 22,
        ToPort: 22,
        CidrIp: "10.0.0.0/8",
      }),
    );
    expect((await describeOne(GroupId))?.IpPermissions).toEqual([]);
    const gone = ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: [ssh] }));
    expect(await refusal(gone)).toMatchObject({ code: "InvalidPermission.NotFound", status: 400 });
  });

  it("let out what they are told to", async () => {
    const GroupId = await create("outward");
    const everything = { IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
    await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: [everything] }));
    await ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: [HTTPS] }));
    const group = await describeOne(GroupId);
    expect(group?.IpPermissions).toEqual([]);
    expect(group?.IpPermissionsEgress).toMatchObject([{ FromPort: 443, ToPort: 443 }]);
  });

  it.each([
    ["a CIDR that is none", { ...HTTPS, IpRanges: [{ CidrIp: "10.0.0/8" }] }, "CIDR block 10.0.0/8 is malformed"],
    [
      "a prefix that is too long",
      { ...HTTPS, IpRanges: [{ CidrIp: "10.0.0.0/33" }] },
      "CIDR block 10.0.0.0/33 is malformed",
    ],
    ["a port beyond 65535", { ...HTTPS, ToPort: 70_000 }, "TCP port (70000) out of range"],
    ["a range that runs backwards", { ...HTTPS, FromPort: 500 }, "Invalid TCP port range (500 - 443)"],
    [
      "a protocol that is none",
      { ...HTTPS, IpProtocol: "tpc" },
      "Invalid value 'tpc' for IP protocol. Unknown protocol.",
    ],
  ])("refuse a rule with %s", async (_what, permission, message) => {
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupNames: ["default"] }));
    const GroupId = SecurityGroups[0]?.GroupId ?? "";
    const asked = ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [permission] }));
    expect(await refusal(asked)).toEqual({ code: "InvalidParameterValue", status: 400, message });
  });

  it("stay while another group's rule names them", async () => {
    const [named, naming] = [await create("named"), await create("naming")];
    const rule = { IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: named }] };
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: naming, IpPermissions: [rule] }));
    expect(await refusal(ec2.send(new DeleteSecurityGroupCommand({ GroupId: named })))).toEqual({
      code: "DependencyViolation",
      status: 400,
      message: `resource ${named} has a dependent object`,
    });
    await ec2.send(new DeleteSecurityGroupCommand({ GroupName: "naming" }));
    await ec2.send(new DeleteSecurityGroupCommand({ GroupId: named }));
    expect(await refusal(ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [named] })))).toEqual({
      code: "InvalidGroup.NotFound",
      status: 400,
      message: `The security group '${named}' does not exist`,
    });
  });

  it("are found by filters, with wildcards", async () => {
    await create("filter-one");
    await create("filter-two");
    const names = async (Name: string, ...Values: string[]): Promise<(string | undefined)[]> => {
      const { SecurityGroups = [] } = await ec2.send(
        new DescribeSecurityGroupsCommand({ Filters: [{ Name, Values }] }),
      );
      return SecurityGroups.map((group) => group.GroupName).sort();
    };
    expect(await names("group-name", "filter-*")).toEqual(["filter-one", "filter-two"]);
    expect(await names("group-name", "filter-t??")).toEqual(["filter-two"]);
    expect(await names("group-name", "filter.one")).toEqual([]);
    expect(await refusal(names("colour", "red"))).toMatchObject({ message: "The filter 'colour' is invalid" });
  });

  it("do nothing in a dry run", async () => {
    const dry = ec2.send(new CreateSecurityGroupCommand({ GroupName: "dry", Description: "x", DryRun: true }));
    expect(await refusal(dry)).toEqual({
      code: "DryRunOperation",
      status: 412,
      message: "Request would have succeeded, but DryRun flag is set.",
    });
    const found = ec2.send(new DescribeSecurityGroupsCommand({ GroupNames: ["dry"] }));
    expect(await refusal(found)).toMatchObject({ code: "InvalidGroup.NotFound" });
  });
});
