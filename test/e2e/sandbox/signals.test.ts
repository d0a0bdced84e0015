import { CloudFormationClient, type Stack } from "@aws-sdk/client-cloudformation";
import { DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createInstanceImage, type TemporaryImage } from "../../../src/cli/instance-image.ts";
import type { Emulator } from "../../../src/emulator/index.ts";
import { publicParameter } from "../../../src/emulator/state/images.ts";
import { deploy, eventsOf, lines } from "../../emulator/services/cloudformation/stacks.ts";
import { clientConfig, startTestEmulator } from "../../support/emulator.ts";
import { waitForUserData } from "../../support/instances.ts";
import { script } from "../../support/sandbox.ts";
import { whyNoSandbox } from "../../support/sandboxed-emulator.ts";

const reason = whyNoSandbox();
const title = "A stack whose instance tells from its sandbox how it went";
const ImageId = publicParameter("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64");
const SIGNAL = "/opt/aws/bin/cfn-signal -e $? --stack ${AWS::StackName} --resource Web --region ${AWS::Region}";

/** An instance that runs a script, in which the placeholders of Fn::Sub stand. */
const instance = (...commands: string[]): object => ({
  Type: "AWS::EC2::Instance",
  Properties: {
    ImageId,
    InstanceType: "t3.micro",
    UserData: { "Fn::Base64": { "Fn::Sub": script("#!/bin/bash", ...commands) } },
  },
});

const signalled = (...commands: string[]): object => ({
  Resources: {
    Web: { ...instance(...commands), CreationPolicy: { ResourceSignal: { Timeout: "PT30M" } } },
  },
});

const conditional = (...commands: string[]): object => ({
  Resources: {
    Handle: { Type: "AWS::CloudFormation::WaitConditionHandle" },
    Web: instance(...commands),
    Wait: {
      Type: "AWS::CloudFormation::WaitCondition",
      DependsOn: "Web",
      Properties: { Handle: { Ref: "Handle" }, Timeout: "1800" },
    },
  },
  Outputs: { Data: { Value: { "Fn::GetAtt": ["Wait", "Data"] } } },
});

describe.skipIf(reason !== undefined)(reason === undefined ? title : `${title} (skipped: ${reason})`, () => {
  let emulator: Emulator;
  let image: TemporaryImage;
  let cfn: CloudFormationClient;
  let stacks = 0;
  beforeAll(async () => {
    image = createInstanceImage();
    emulator = await startTestEmulator({ instanceMode: "bubblewrap", instanceImage: image.image });
    cfn = new CloudFormationClient(clientConfig(emulator));
  });
  afterAll(async () => {
    await emulator.close();
    image.remove();
  });

  async function run(template: object): Promise<{ stack: Stack; told: string[] }> {
    const stack = await deploy(cfn, template, { StackName: `stack-${stacks++}` });
    return { stack, told: lines(await eventsOf(cfn, stack.StackId)) };
  }

  const instanceIds = async (): Promise<string[]> => {
    const { Reservations = [] } = await new EC2Client(clientConfig(emulator)).send(new DescribeInstancesCommand({}));
    return Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId = "" }) => InstanceId));
  };

  it("is complete where its script succeeded", async () => {
    const { stack, told } = await run(signalled("true", SIGNAL));
    expect(stack.StackStatus).toBe("CREATE_COMPLETE");
    const [instanceId] = await instanceIds();
    expect(told).toContain(`Web CREATE_IN_PROGRESS Received SUCCESS signal with UniqueId ${instanceId}`);
  });

  it("is rolled back where its script failed", async () => {
    const before = await instanceIds();
    const { stack, told } = await run(signalled("(exit 3)", SIGNAL));
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    const instanceId = (await instanceIds()).find((id) => !before.includes(id));
    expect(told).toContain(`Web CREATE_FAILED Received FAILURE signal with UniqueId ${instanceId}`);
    expect(told).toContain("Web DELETE_COMPLETE");
  });

  it("is rolled back where it was told nothing in time, by the emulator's clock", async () => {
    const before = await instanceIds();
    const running = run(signalled("echo silent"));
    let instanceId: string | undefined;
    while (instanceId === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      instanceId = (await instanceIds()).find((id) => !before.includes(id));
    }
    await waitForUserData(emulator, instanceId);
    emulator.advanceClock(1800);
    const { stack, told } = await running;
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    expect(told).toContain("Web CREATE_FAILED Failed to receive 1 resource signal(s) within the specified duration");
  });

  it.each([
    ["cfn-signal", `/opt/aws/bin/cfn-signal -e 0 -i web -d ready '\${Handle}'`],
    [
      "curl",
      `curl -sS -X PUT -H 'Content-Type:' --data-binary '{"Status":"SUCCESS","Reason":"","UniqueId":"web","Data":"ready"}' '\${Handle}'`,
    ],
  ])("is complete once a wait condition's handle was told by %s", async (_name, command) => {
    const { stack } = await run(conditional(command));
    expect(stack.StackStatus).toBe("CREATE_COMPLETE");
    expect(stack.Outputs?.[0]?.OutputValue).toBe('{"web":"ready"}');
  });

  it("is rolled back where a wait condition's handle was told of a failure", async () => {
    const { stack, told } = await run(conditional("/opt/aws/bin/cfn-signal -e 1 -i web '${Handle}'"));
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    expect(told).toContain(
      "Wait CREATE_FAILED WaitCondition received failed message: 'Configuration failed.' for uniqueId: web",
    );
  });
});
