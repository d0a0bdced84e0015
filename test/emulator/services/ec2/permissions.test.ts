import {
  AssociateIamInstanceProfileCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeAvailabilityZonesCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  DescribeImagesCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeInternetGatewaysCommand,
  DescribeKeyPairsCommand,
  DescribeRegionsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  GetConsoleOutputCommand,
  ModifyInstanceAttributeCommand,
  ModifyInstanceMetadataOptionsCommand,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { CreateInstanceProfileCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf } from "../iam/identities.ts";
import { ec2Of, launched, userWith } from "./world.ts";

type Send = (ec2: EC2Client, id: string, DryRun: boolean) => Promise<unknown>;

/** Each operation on one instance, as a dry run or not. */
const ON_INSTANCE: Readonly<Record<string, Send>> = {
  AssociateIamInstanceProfile: (ec2, InstanceId) =>
    ec2.send(new AssociateIamInstanceProfileCommand({ InstanceId, IamInstanceProfile: { Name: "empty" } })),
  CreateTags: (ec2, id, DryRun) =>
    ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: "a", Value: "b" }], DryRun })),
  DeleteTags: (ec2, id, DryRun) => ec2.send(new DeleteTagsCommand({ Resources: [id], DryRun })),
  DescribeInstanceAttribute: (ec2, InstanceId, DryRun) =>
    ec2.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute: "userData", DryRun })),
  GetConsoleOutput: (ec2, InstanceId, DryRun) => ec2.send(new GetConsoleOutputCommand({ InstanceId, DryRun })),
  ModifyInstanceAttribute: (ec2, InstanceId, DryRun) =>
    ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, DisableApiTermination: { Value: false }, DryRun })),
  ModifyInstanceMetadataOptions: (ec2, InstanceId, DryRun) =>
    ec2.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId, HttpTokens: "required", DryRun })),
  RebootInstances: (ec2, id, DryRun) => ec2.send(new RebootInstancesCommand({ InstanceIds: [id], DryRun })),
  StartInstances: (ec2, id, DryRun) => ec2.send(new StartInstancesCommand({ InstanceIds: [id], DryRun })),
  StopInstances: (ec2, id, DryRun) => ec2.send(new StopInstancesCommand({ InstanceIds: [id], DryRun })),
  TerminateInstances: (ec2, id, DryRun) => ec2.send(new TerminateInstancesCommand({ InstanceIds: [id], DryRun })),
};

/** Those that ask for no resource. */
const DESCRIBES: Readonly<Record<string, (ec2: EC2Client) => Promise<unknown>>> = {
  DescribeAvailabilityZones: (ec2) => ec2.send(new DescribeAvailabilityZonesCommand()),
  DescribeIamInstanceProfileAssociations: (ec2) => ec2.send(new DescribeIamInstanceProfileAssociationsCommand()),
  DescribeImages: (ec2) => ec2.send(new DescribeImagesCommand()),
  DescribeInstanceStatus: (ec2) => ec2.send(new DescribeInstanceStatusCommand()),
  DescribeInstanceTypes: (ec2) => ec2.send(new DescribeInstanceTypesCommand()),
  DescribeInstances: (ec2) => ec2.send(new DescribeInstancesCommand()),
  DescribeInternetGateways: (ec2) => ec2.send(new DescribeInternetGatewaysCommand()),
  DescribeKeyPairs: (ec2) => ec2.send(new DescribeKeyPairsCommand()),
  DescribeRegions: (ec2) => ec2.send(new DescribeRegionsCommand()),
  DescribeRouteTables: (ec2) => ec2.send(new DescribeRouteTablesCommand()),
  DescribeSecurityGroupRules: (ec2) => ec2.send(new DescribeSecurityGroupRulesCommand()),
  DescribeSecurityGroups: (ec2) => ec2.send(new DescribeSecurityGroupsCommand()),
  DescribeSubnets: (ec2) => ec2.send(new DescribeSubnetsCommand()),
  DescribeTags: (ec2) => ec2.send(new DescribeTagsCommand()),
  DescribeVpcs: (ec2) => ec2.send(new DescribeVpcsCommand()),
};

describe("the permission for each operation of EC2", () => {
  let emulator: Emulator;
  let id: string;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    await iamOf(emulator).send(new CreateInstanceProfileCommand({ InstanceProfileName: "empty" }));
    id = await launched(emulator, ec2Of(emulator));
  });
  afterAll(() => emulator.close());

  it.each(Object.entries(ON_INSTANCE))("%s is asked for on the instance, dry or not", async (action, send) => {
    const resource = `arn:aws:ec2:ap-northeast-1:111111111111:instance/${id}`;
    const others = { Effect: "Allow", NotAction: `ec2:${action}`, Resource: "*" };
    const nobody = await userWith(emulator, others, allow(`ec2:${action}`, `${resource}0`));
    for (const dry of [true, false]) {
      const { code, message } = await refusal(send(nobody, id, dry));
      expect(code).toBe("UnauthorizedOperation");
      expect(message).toContain(`ec2:${action} on resource: ${resource} because`);
    }
    const able = await userWith(emulator, allow(`ec2:${action}`, resource));
    // This one has no dry run in the SDK.
    if (action !== "AssociateIamInstanceProfile") {
      expect(await refusal(send(able, id, true))).toMatchObject({ code: "DryRunOperation", status: 412 });
    }
    await send(able, id, false);
  });

  it.each(Object.entries(DESCRIBES))("%s is asked for on nothing", async (action, send) => {
    const { code, message } = await refusal(send(await userWith(emulator)));
    expect(code).toBe("UnauthorizedOperation");
    expect(message).toContain(`ec2:${action} because no identity-based policy allows the ec2:${action} action`);
    await send(await userWith(emulator, allow(`ec2:${action}`)));
  });

  it("lets a policy keep IMDSv1 away from an instance", async () => {
    const own = await launched(emulator, ec2Of(emulator));
    const client = await userWith(emulator, allow("ec2:ModifyInstanceMetadataOptions"), {
      Effect: "Deny",
      Action: "ec2:ModifyInstanceMetadataOptions",
      Resource: "*",
      Condition: { StringEquals: { "ec2:Attribute/HttpTokens": "optional" } },
    });
    const change = (HttpTokens: "optional" | "required") =>
      client.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId: own, HttpTokens }));
    expect((await refusal(change("optional"))).code).toBe("UnauthorizedOperation");
    await change("required");
  });

  it("tells policies which attribute is changed, but not what user data is", async () => {
    const client = await userWith(emulator, {
      ...allow("ec2:ModifyInstanceAttribute"),
      Condition: { StringEquals: { "ec2:Attribute": "DisableApiTermination" } },
    });
    const own = await launched(emulator, ec2Of(emulator));
    await client.send(new ModifyInstanceAttributeCommand({ InstanceId: own, DisableApiTermination: { Value: true } }));
    const secret = "not-for-logs-0123456789";
    const answer = client.send(
      new ModifyInstanceAttributeCommand({ InstanceId: own, UserData: { Value: Buffer.from(secret) } }),
    );
    expect((await refusal(answer)).code).toBe("UnauthorizedOperation");
    const { $metadata } = (await answer.catch((error: unknown) => error)) as { $metadata: { requestId: string } };
    const explained = JSON.stringify(emulator.explain($metadata.requestId));
    expect(explained).toContain("UserData");
    expect(explained).not.toContain(Buffer.from(secret).toString("base64"));
  });
});
