import type { EC2Client, Instance } from "@aws-sdk/client-ec2";
import { ec2Call } from "./client.ts";

/** An instance as `keylease instances` tells of it. */
export interface ListedInstance {
  readonly instanceId: string;
  /** `running` and its like. */
  readonly state: string;
  readonly instanceType: string;
  readonly imageId: string;
  /** The name of the instance profile; absent where there is none. */
  readonly profile?: string;
  readonly privateIpAddress?: string;
  readonly launchedAt: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** All instances that EC2 shows, those launched last at the end; with ids, those alone. */
export async function listInstances(
  client: EC2Client,
  { instanceIds = [], signal }: { readonly instanceIds?: readonly string[]; readonly signal: AbortSignal },
): Promise<readonly ListedInstance[]> {
  const { DescribeInstancesCommand } = await import("@aws-sdk/client-ec2");
  const found: Instance[] = [];
  let next: string | undefined;
  do {
    const command = new DescribeInstancesCommand({
      ...(instanceIds.length === 0 ? {} : { InstanceIds: [...instanceIds] }),
      ...(next === undefined ? {} : { NextToken: next }),
    });
    const page = await ec2Call("DescribeInstances", signal, () => client.send(command, { abortSignal: signal }));
    found.push(...(page.Reservations ?? []).flatMap(({ Instances = [] }) => Instances));
    next = page.NextToken;
  } while (next !== undefined);
  return found.map(listed).sort((a, b) => a.launchedAt.localeCompare(b.launchedAt));
}

function listed(instance: Instance): ListedInstance {
  const { PrivateIpAddress, IamInstanceProfile, Tags = [] } = instance;
  const profile = IamInstanceProfile?.Arn?.split("/").at(-1);
  return {
    instanceId: instance.InstanceId ?? "",
    state: instance.State?.Name ?? "",
    instanceType: instance.InstanceType ?? "",
    imageId: instance.ImageId ?? "",
    ...(profile === undefined ? {} : { profile }),
    ...(PrivateIpAddress === undefined ? {} : { privateIpAddress: PrivateIpAddress }),
    launchedAt: (instance.LaunchTime ?? new Date(0)).toISOString(),
    tags: Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value])),
  };
}
