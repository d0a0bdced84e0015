import {
  CreateKeyPairCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeInstancesCommand,
  DescribeKeyPairsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVpcsCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { plainRequest, waitForInstance } from "../../../support/instances.ts";
import { allow } from "../iam/identities.ts";
import { ec2Of, launched, userWith } from "./world.ts";

describe("EC2's tags", () => {
  let emulator: Emulator;
  let ec2: EC2Client;
  let instance: string;
  let others: string[];
  beforeAll(async () => {
    emulator = await startTestEmulator({ instanceMode: "process" });
    ec2 = ec2Of(emulator);
    instance = await launched(emulator, ec2, {
      MetadataOptions: { InstanceMetadataTags: "enabled", HttpTokens: "optional" },
    });
    const { KeyPairId = "" } = await ec2.send(new CreateKeyPairCommand({ KeyName: "mine", KeyType: "ed25519" }));
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand());
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand());
    const { Vpcs } = await ec2.send(new DescribeVpcsCommand());
    others = [KeyPairId, SecurityGroups?.[0]?.GroupId ?? "", Subnets?.[0]?.SubnetId ?? "", Vpcs?.[0]?.VpcId ?? ""];
  });
  afterAll(() => emulator.close());

  const create = (Resources: string[], Key: string, Value: string, client = ec2) =>
    client.send(new CreateTagsCommand({ Resources, Tags: [{ Key, Value }] }));
  const remove = (Resources: string[], Tags?: { Key: string; Value?: string }[], client = ec2) =>
    client.send(new DeleteTagsCommand(Tags === undefined ? { Resources } : { Resources, Tags }));
  const tagsOf = async (id: string) => {
    const Filters = [{ Name: "resource-id", Values: [id] }];
    const { Tags = [] } = await ec2.send(new DescribeTagsCommand({ Filters }));
    return Tags.map(({ Key, Value }) => `${Key}=${Value}`);
  };

  it("are given to whatever has tags, replaced, and shown everywhere", async () => {
    const all = [instance, ...others];
    await create(all, "team", "red");
    await create(all, "team", "blue");
    for (const id of all) expect(await tagsOf(id)).toEqual(["team=blue"]);
    const Tags = [{ Key: "team", Value: "blue" }];
    const shown = await Promise.all([
      ec2.send(new DescribeInstancesCommand({ InstanceIds: [instance] })),
      ec2.send(new DescribeKeyPairsCommand()),
      ec2.send(new DescribeSecurityGroupsCommand()),
      ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: "tag:team", Values: ["bl*"] }] })),
      ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: "tag-key", Values: ["team"] }] })),
    ]);
    expect(shown).toMatchObject([
      { Reservations: [{ Instances: [{ Tags }] }] },
      { KeyPairs: [{ Tags }] },
      { SecurityGroups: [{ Tags }] },
      { Subnets: [{ SubnetId: others[2], Tags }] },
      { Vpcs: [{ Tags }] },
    ]);
    const { Tags: some } = await ec2.send(
      new DescribeTagsCommand({ Filters: [{ Name: "resource-type", Values: ["vpc", "instance"] }] }),
    );
    expect(some?.map(({ ResourceType }) => ResourceType)).toEqual(["instance", "vpc"]);
  });

  it("are felt by an instance's metadata service at once", async () => {
    const { metadata = {} } = await waitForInstance(emulator, instance, ({ state }) => state === "running");
    await create([instance], "Name", "first");
    const read = async () => (await plainRequest(metadata, "/latest/meta-data/tags/instance/Name")).body;
    expect(await read()).toBe("first");
    await create([instance], "Name", "second");
    expect(await read()).toBe("second");
  });

  it("are taken away by key, by key and value, or all", async () => {
    for (const [key, value] of [
      ["a", "1"],
      ["b", "2"],
      ["c", "3"],
    ] as const)
      await create([others[0] ?? ""], key, value);
    const id = others[0] ?? "";
    await remove([id], [{ Key: "team" }, { Key: "a" }, { Key: "b", Value: "other" }, { Key: "none" }]);
    expect(await tagsOf(id)).toEqual(["b=2", "c=3"]);
    await remove([id], [{ Key: "b", Value: "2" }]);
    expect(await tagsOf(id)).toEqual(["c=3"]);
    await remove([id]);
    expect(await tagsOf(id)).toEqual([]);
  });

  it("are given to all or none", async () => {
    const missing = "i-0123456789abcdef0";
    expect((await refusal(create([instance, missing], "x", "y"))).code).toBe("InvalidInstanceID.NotFound");
    expect(await tagsOf(instance)).not.toContain("x=y");
    expect((await refusal(remove([instance, missing]))).code).toBe("InvalidInstanceID.NotFound");
  });

  it.each([
    ["vpc-0123456789abcdef0", "InvalidVpcID.NotFound"],
    ["subnet-0123456789abcdef0", "InvalidSubnetID.NotFound"],
    ["sg-0123456789abcdef0", "InvalidGroup.NotFound"],
    ["key-0123456789abcdef0", "InvalidKeyPair.NotFound"],
    ["vol-0123456789abcdef0", "NotImplemented"],
    ["nonsense", "InvalidID"],
    ["i-12", "InvalidID"],
  ])("of %s are refused with %s", async (id, code) => {
    expect((await refusal(create([id], "a", "b"))).code).toBe(code);
    expect((await refusal(remove([id]))).code).toBe(code);
  });

  it("have limits", async () => {
    expect((await refusal(create([instance], "aws:x", "y"))).code).toBe("InvalidParameterValue");
    const Tags = Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: "v" }));
    const many = ec2.send(new CreateTagsCommand({ Resources: [instance], Tags }));
    expect((await refusal(many)).code).toBe("TagLimitExceeded");
    const none = ec2.send(new CreateTagsCommand({ Resources: [instance], Tags: [] }));
    expect((await refusal(none)).code).toBe("MissingParameter");
  });

  it("are asked for on each resource, with its tags and the new ones", async () => {
    const client = await userWith(emulator, {
      ...allow(["ec2:CreateTags", "ec2:DeleteTags"], "arn:aws:ec2:*:*:instance/*"),
      Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": ["team", "Name"] } },
    });
    await create([instance], "team", "green", client);
    expect((await refusal(create([instance], "owner", "me", client))).code).toBe("UnauthorizedOperation");
    const key = await refusal(create([instance, others[0] ?? ""], "team", "green", client));
    expect(key.message).toContain("ec2:CreateTags on resource: arn:aws:ec2:ap-northeast-1:111111111111:key-pair/mine");
    expect((await refusal(remove([instance], [{ Key: "owner" }], client))).code).toBe("UnauthorizedOperation");
    await remove([instance], [{ Key: "team" }], client);
    const byTag = await userWith(emulator, {
      ...allow("ec2:CreateTags"),
      Condition: { StringEquals: { "aws:ResourceTag/owner": "me" } },
    });
    expect((await refusal(create([instance], "a", "b", byTag))).code).toBe("UnauthorizedOperation");
    await create([instance], "owner", "me");
    await create([instance], "a", "b", byTag);
  });
});
