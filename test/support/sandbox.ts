import {
  EC2Client,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import type { Emulator } from "../../src/emulator/index.ts";
import { publicParameter } from "../../src/emulator/state/images.ts";
import { clientConfig } from "./emulator.ts";
import { type ReportedInstance, waitForInstance, waitForUserData } from "./instances.ts";

const IMAGE = publicParameter("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64");

/** Boots instances of one emulator. */
export interface Booter {
  /** Boots with user data as it stands, and gives the instance's id at once. */
  boot(data: string | Uint8Array, more?: Partial<RunInstancesCommandInput>): Promise<string>;
  /** Boots, waits until the user data is over, and terminates. */
  run(data: string | Uint8Array, more?: Partial<RunInstancesCommandInput>): Promise<ReportedInstance>;
  /** Terminates, and waits until nothing is left. */
  terminate(instanceId: string): Promise<ReportedInstance>;
}

export function booterOf(emulator: Emulator): Booter {
  const ec2 = new EC2Client(clientConfig(emulator));
  const boot: Booter["boot"] = async (data, more = {}) => {
    const { Instances = [] } = await ec2.send(
      new RunInstancesCommand({
        ...{ ImageId: IMAGE, InstanceType: "t3.micro", MinCount: 1, MaxCount: 1 },
        UserData: Buffer.from(data).toString("base64"),
        ...more,
      }),
    );
    return Instances[0]?.InstanceId ?? "";
  };
  const terminate = async (instanceId: string): Promise<ReportedInstance> => {
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }));
    return waitForInstance(emulator, instanceId, ({ state }) => state === "terminated");
  };
  return {
    boot,
    terminate,
    async run(data, more) {
      const report = await waitForUserData(emulator, await boot(data, more));
      await terminate(report.instanceId);
      return report;
    },
  };
}

/** Lines of a script, one string. */
export function script(...lines: string[]): string {
  return `${lines.join("\n")}\n`;
}
