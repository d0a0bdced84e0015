import {
  CreateSecurityGroupCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  type EC2Client,
  type InstanceAttributeName,
  ModifyInstanceAttributeCommand,
  type ModifyInstanceAttributeCommandInput,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { userData, waitForInstance } from "../../../support/instances.ts";
import { ec2Of, launched } from "./world.ts";

describe("an instance's attributes", () => {
  let emulator: Emulator;
  let ec2: EC2Client;
  let running: string;
  let stopped: string;
  const SCRIPT = userData("#!/bin/sh", "echo secret");
  beforeAll(async () => {
    emulator = await startTestEmulator();
    ec2 = ec2Of(emulator);
    running = await launched(emulator, ec2, { UserData: SCRIPT });
    stopped = await launched(emulator, ec2);
    await ec2.send(new StopInstancesCommand({ InstanceIds: [stopped] }));
    await waitForInstance(emulator, stopped, ({ state }) => state === "stopped");
  });
  afterAll(() => emulator.close());

  const read = async (InstanceId: string, Attribute: InstanceAttributeName) => {
    const { $metadata: _http, ...answer } = await ec2.send(
      new DescribeInstanceAttributeCommand({ InstanceId, Attribute }),
    );
    return answer as Record<string, unknown>;
  };
  const change = (InstanceId: string, input: Partial<ModifyInstanceAttributeCommandInput>) =>
    ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, ...input }));

  it.each<[InstanceAttributeName, unknown]>([
    ["userData", { UserData: { Value: SCRIPT } }],
    ["instanceType", { InstanceType: { Value: "t3.micro" } }],
    ["disableApiTermination", { DisableApiTermination: { Value: false } }],
    ["instanceInitiatedShutdownBehavior", { InstanceInitiatedShutdownBehavior: { Value: "stop" } }],
    ["rootDeviceName", { RootDeviceName: { Value: "/dev/xvda" } }],
    ["groupSet", { Groups: [{ GroupId: expect.stringMatching(/^sg-/) }] }],
    ["sourceDestCheck", { SourceDestCheck: { Value: true } }],
    ["blockDeviceMapping", { BlockDeviceMappings: [] }],
  ])("%s is shown", async (attribute, expected) => {
    expect(await read(running, attribute)).toEqual({ InstanceId: running, ...(expected as object) });
  });

  it("is refused where it is none, or not emulated", async () => {
    expect((await refusal(read(running, "colour" as "userData"))).code).toBe("InvalidParameterValue");
    expect((await refusal(read(running, "enclaveOptions"))).code).toBe("NotImplemented");
    expect((await refusal(read("i-0123456789abcdef0", "userData"))).code).toBe("InvalidInstanceID.NotFound");
  });

  it("user data and type are changed while it is stopped", async () => {
    await change(stopped, { UserData: { Value: Buffer.from("#!/bin/sh\ntrue\n") } });
    expect(await read(stopped, "userData")).toMatchObject({ UserData: { Value: userData("#!/bin/sh", "true") } });
    await change(stopped, { InstanceType: { Value: "m7i.large" } });
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [stopped] }));
    expect(Reservations?.[0]?.Instances?.[0]?.InstanceType).toBe("m7i.large");
    for (const input of [{ UserData: { Value: Buffer.from("x") } }, { InstanceType: { Value: "t3.small" } }]) {
      expect(await refusal(change(running, input))).toEqual({
        code: "IncorrectInstanceState",
        status: 400,
        message: `The instance '${running}' is not in the 'stopped' state.`,
      });
    }
    expect((await refusal(change(stopped, { InstanceType: { Value: "t4g.micro" } }))).code).toBe(
      "InvalidParameterValue",
    );
    expect((await refusal(change(stopped, { UserData: { Value: Buffer.alloc(16_385, 1) } }))).message).toBe(
      "User data is limited to 16384 bytes",
    );
  });

  it("protects it from being terminated, in the older way to ask too", async () => {
    const InstanceIds = [await launched(emulator, ec2, { DisableApiTermination: true })];
    const terminate = (DryRun = false) => ec2.send(new TerminateInstancesCommand({ InstanceIds, DryRun }));
    const refused = {
      code: "OperationNotPermitted",
      status: 400,
      message: `The instance '${InstanceIds[0]}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
    };
    expect(await refusal(terminate())).toEqual(refused);
    expect(await refusal(terminate(true))).toEqual(refused);
    await change(InstanceIds[0] ?? "", { Attribute: "disableApiTermination", Value: "false" });
    await terminate();
  });

  it("groups are changed", async () => {
    const { GroupId = "" } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: "web", Description: "d" }));
    await change(running, { Groups: [GroupId] });
    expect(await read(running, "groupSet")).toMatchObject({ Groups: [{ GroupId }] });
    expect((await refusal(change(running, { Groups: ["sg-0123456789abcdef0"] }))).code).toBe("InvalidGroup.NotFound");
    expect((await refusal(change(running, { Groups: ["web"] }))).code).toBe("InvalidGroupId.Malformed");
  });

  it.each<[string, Partial<ModifyInstanceAttributeCommandInput>, string]>([
    ["none is named", {}, "InvalidParameterCombination"],
    [
      "two are",
      { DisableApiTermination: { Value: true }, InstanceType: { Value: "t3.nano" } },
      "InvalidParameterCombination",
    ],
    ["it is not emulated", { SourceDestCheck: { Value: false } }, "NotImplemented"],
    ["it is no boolean", { Attribute: "disableApiTermination", Value: "perhaps" }, "InvalidParameterValue"],
  ])("is not changed where %s", async (_what, input, code) => {
    expect((await refusal(change(running, input))).code).toBe(code);
  });
});
