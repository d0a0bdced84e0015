import {
  DescribeAvailabilityZonesCommand,
  DescribeInstanceTypesCommand,
  DescribeInternetGatewaysCommand,
  DescribeRegionsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { AL2023, ec2Of } from "./world.ts";

describe("what EC2 describes besides instances", () => {
  let emulator: Emulator;
  let ec2: EC2Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    ec2 = ec2Of(emulator);
  });
  afterAll(() => emulator.close());

  it("has a default VPC with a subnet in each zone, where instances go", async () => {
    const { Vpcs = [] } = await ec2.send(
      new DescribeVpcsCommand({ Filters: [{ Name: "isDefault", Values: ["true"] }] }),
    );
    expect(Vpcs).toMatchObject([
      {
        CidrBlock: "172.31.0.0/16",
        IsDefault: true,
        OwnerId: "111111111111",
        State: "available",
        InstanceTenancy: "default",
        CidrBlockAssociationSet: [{ CidrBlock: "172.31.0.0/16", CidrBlockState: { State: "associated" } }],
      },
    ]);
    const VpcId = Vpcs[0]?.VpcId ?? "";
    const { Subnets = [] } = await ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: "vpc-id", Values: [VpcId] }] }),
    );
    const shown = Subnets.map(({ AvailabilityZone, AvailabilityZoneId, CidrBlock }) => [
      AvailabilityZone,
      AvailabilityZoneId,
      CidrBlock,
    ]);
    expect(shown).toEqual([
      ["ap-northeast-1a", "apne1-az1", "172.31.0.0/20"],
      ["ap-northeast-1b", "apne1-az2", "172.31.16.0/20"],
      ["ap-northeast-1c", "apne1-az3", "172.31.32.0/20"],
    ]);
    const SubnetId = Subnets[1]?.SubnetId;
    const { Instances = [] } = await ec2.send(
      new RunInstancesCommand({ ImageId: AL2023, InstanceType: "t3.micro", MinCount: 1, MaxCount: 1, SubnetId }),
    );
    expect(Instances[0]).toMatchObject({ SubnetId, VpcId, Placement: { AvailabilityZone: "ap-northeast-1b" } });
    const after = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [SubnetId ?? ""] }));
    expect(after.Subnets?.[0]?.AvailableIpAddressCount).toBe((Subnets[1]?.AvailableIpAddressCount ?? 0) - 1);
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand());
    expect(SecurityGroups[0]?.VpcId).toBe(VpcId);
  });

  it("has no other VPCs and subnets", async () => {
    const vpc = ec2.send(new DescribeVpcsCommand({ VpcIds: ["vpc-0123456789abcdef0"] }));
    expect(await refusal(vpc)).toEqual({
      code: "InvalidVpcID.NotFound",
      status: 400,
      message: "The vpc ID 'vpc-0123456789abcdef0' does not exist",
    });
    const subnet = ec2.send(new DescribeSubnetsCommand({ SubnetIds: ["subnet-0123456789abcdef0"] }));
    expect((await refusal(subnet)).code).toBe("InvalidSubnetID.NotFound");
    const malformed = ec2.send(new DescribeSubnetsCommand({ SubnetIds: ["a"] }));
    expect((await refusal(malformed)).code).toBe("InvalidSubnetID.Malformed");
    const Filters = [{ Name: "is-default", Values: ["false"] }];
    expect((await ec2.send(new DescribeVpcsCommand({ Filters }))).Vpcs).toEqual([]);
    const strange = ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: "colour", Values: ["x"] }] }));
    expect((await refusal(strange)).code).toBe("InvalidParameterValue");
  });

  it("routes the default VPC's subnets through an internet gateway, by which programs tell public ones", async () => {
    const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand());
    const VpcId = Vpcs[0]?.VpcId ?? "";
    const { RouteTables = [] } = await ec2.send(
      new DescribeRouteTablesCommand({ Filters: [{ Name: "vpc-id", Values: [VpcId] }] }),
    );
    const { InternetGateways = [] } = await ec2.send(
      new DescribeInternetGatewaysCommand({ Filters: [{ Name: "attachment.vpc-id", Values: [VpcId] }] }),
    );
    expect(InternetGateways).toMatchObject([{ Attachments: [{ VpcId, State: "available" }] }]);
    expect(RouteTables).toMatchObject([
      {
        VpcId,
        Associations: [{ Main: true }],
        Routes: [
          { DestinationCidrBlock: "172.31.0.0/16", GatewayId: "local", State: "active" },
          { DestinationCidrBlock: "0.0.0.0/0", GatewayId: InternetGateways[0]?.InternetGatewayId },
        ],
      },
    ]);
    const table = ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: ["rtb-0123456789abcdef0"] }));
    expect((await refusal(table)).code).toBe("InvalidRouteTableID.NotFound");
    const gateway = ec2.send(new DescribeInternetGatewaysCommand({ InternetGatewayIds: ["igw-0123456789abcdef0"] }));
    expect((await refusal(gateway)).code).toBe("InvalidInternetGatewayID.NotFound");
  });

  it("has one region with three zones", async () => {
    const { Regions } = await ec2.send(new DescribeRegionsCommand({ AllRegions: true }));
    expect(Regions).toEqual([
      {
        RegionName: "ap-northeast-1",
        Endpoint: "ec2.ap-northeast-1.amazonaws.com",
        OptInStatus: "opt-in-not-required",
      },
    ]);
    const abroad = ec2.send(new DescribeRegionsCommand({ RegionNames: ["eu-west-1"] }));
    expect((await refusal(abroad)).message).toBe("Invalid region(s): [eu-west-1]");
    const zones = async (input: object = {}) => {
      const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand(input));
      return AvailabilityZones.map(({ ZoneName }) => ZoneName);
    };
    expect(await zones()).toEqual(["ap-northeast-1a", "ap-northeast-1b", "ap-northeast-1c"]);
    expect(await zones({ ZoneNames: ["ap-northeast-1b"] })).toEqual(["ap-northeast-1b"]);
    expect(await zones({ ZoneIds: ["apne1-az3"] })).toEqual(["ap-northeast-1c"]);
    expect(await zones({ Filters: [{ Name: "state", Values: ["available"] }] })).toHaveLength(3);
    expect((await refusal(zones({ ZoneNames: ["ap-northeast-1z"] }))).code).toBe("InvalidParameterValue");
  });

  it("has instance types with processors and memory", async () => {
    const InstanceTypes = ["t3.micro", "m7g.large"] as const;
    const { InstanceTypes: found = [] } = await ec2.send(
      new DescribeInstanceTypesCommand({ InstanceTypes: [...InstanceTypes] }),
    );
    expect(
      found.map(({ InstanceType, MemoryInfo, VCpuInfo, ProcessorInfo, BurstablePerformanceSupported }) => [
        InstanceType,
        MemoryInfo?.SizeInMiB,
        VCpuInfo,
        ProcessorInfo?.SupportedArchitectures,
        BurstablePerformanceSupported,
      ]),
    ).toEqual([
      ["m7g.large", 8192, { DefaultVCpus: 2, DefaultCores: 2, DefaultThreadsPerCore: 1 }, ["arm64"], false],
      ["t3.micro", 1024, { DefaultVCpus: 2, DefaultCores: 1, DefaultThreadsPerCore: 2 }, ["x86_64"], true],
    ]);
    const none = ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ["t9.huge" as "t3.micro"] }));
    expect(await refusal(none)).toEqual({
      code: "InvalidInstanceType",
      status: 400,
      message: "The following supplied instance types do not exist: [t9.huge]",
    });
    const Filters = [
      { Name: "processor-info.supported-architecture", Values: ["arm64"] },
      { Name: "instance-type", Values: ["t4g.*"] },
    ];
    const arm = await ec2.send(new DescribeInstanceTypesCommand({ Filters }));
    expect(arm.InstanceTypes).toHaveLength(7);
  });

  it("gives pages, each but the last with a token", async () => {
    const names: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await ec2.send(new DescribeInstanceTypesCommand({ MaxResults: 30, NextToken }));
      names.push(...(page.InstanceTypes ?? []).map(({ InstanceType }) => InstanceType));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    const all = await ec2.send(new DescribeInstanceTypesCommand());
    expect(names).toEqual(all.InstanceTypes?.map(({ InstanceType }) => InstanceType));
    expect(new Set(names).size).toBe(names.length);
  });

  it.each([
    [{ NextToken: "forged" }, "InvalidNextToken"],
    [{ MaxResults: 4 }, "InvalidParameterValue"],
    [{ MaxResults: 101 }, "InvalidParameterValue"],
    [{ MaxResults: 5, InstanceTypes: ["t3.micro" as const] }, "InvalidParameterCombination"],
  ])("refuses the page %j", async (input, code) => {
    expect((await refusal(ec2.send(new DescribeInstanceTypesCommand(input)))).code).toBe(code);
  });

  it("shows the rules of groups one by one", async () => {
    const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand());
    expect(SecurityGroupRules).toMatchObject([{ IpProtocol: "-1" }, { IpProtocol: "-1" }]);
    const outward = SecurityGroupRules.find(({ IsEgress }) => IsEgress);
    expect(outward).toMatchObject({ CidrIpv4: "0.0.0.0/0", FromPort: -1, ToPort: -1 });
    const SecurityGroupRuleIds = [outward?.SecurityGroupRuleId ?? ""];
    const one = await ec2.send(new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds }));
    expect(one.SecurityGroupRules).toHaveLength(1);
    const Filters = [{ Name: "group-id", Values: ["sg-none"] }];
    expect((await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }))).SecurityGroupRules).toEqual([]);
    const missing = new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: ["sgr-0123456789abcdef0"] });
    expect((await refusal(ec2.send(missing))).code).toBe("InvalidSecurityGroupRuleId.NotFound");
    const malformed = new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: ["x"] });
    expect((await refusal(ec2.send(malformed))).code).toBe("InvalidSecurityGroupRuleId.Malformed");
  });
});
