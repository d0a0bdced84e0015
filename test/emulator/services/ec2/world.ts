import { EC2Client, RunInstancesCommand, type RunInstancesCommandInput } from "@aws-sdk/client-ec2";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { publicParameter } from "../../../../src/emulator/state/images.ts";
import { clientConfig, type SdkCredentials } from "../../../support/emulator.ts";
import { waitForInstance } from "../../../support/instances.ts";
import { iamOf, makeUser, type Statement } from "../iam/identities.ts";

export const AL2023: string =
  publicParameter("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64") ?? "";

export const ec2Of = (emulator: Emulator, credentials?: SdkCredentials): EC2Client =>
  new EC2Client(clientConfig(emulator, credentials));

let users = 0;

/** EC2 as a new user who may do what the statements say. */
export async function userWith(emulator: Emulator, ...statements: readonly Statement[]): Promise<EC2Client> {
  return ec2Of(emulator, await makeUser(iamOf(emulator), `ec2-user${++users}`, statements));
}

/** Launches one instance and gives its id at once. */
export async function launch(ec2: EC2Client, input: Partial<RunInstancesCommandInput> = {}): Promise<string> {
  const one = { ImageId: AL2023, InstanceType: "t3.micro", MinCount: 1, MaxCount: 1 } as const;
  const { Instances = [] } = await ec2.send(new RunInstancesCommand({ ...one, ...input }));
  return Instances[0]?.InstanceId ?? "";
}

/** Launches one instance and waits until it runs. */
export async function launched(
  emulator: Emulator,
  ec2: EC2Client,
  input: Partial<RunInstancesCommandInput> = {},
): Promise<string> {
  const id = await launch(ec2, input);
  await waitForInstance(emulator, id, ({ state }) => state === "running");
  return id;
}
