import { textAt } from "./answer.ts";
import { ec2 } from "./query-calls.ts";
import { isGone, NotStabilisedError } from "./refusals.ts";
import type { ResourceContext } from "./resource-type.ts";

type InstanceAttribute =
  | "AvailabilityZone"
  | "InstanceId"
  | "PrivateDnsName"
  | "PrivateIp"
  | "PublicDnsName"
  | "PublicIp"
  | "VpcId";

/** What `Fn::GetAtt` gives of an instance. */
export type InstanceAttributes = Readonly<Record<InstanceAttribute, string>>;

/** Waits until an instance runs, and tells its attributes. */
export async function whenRunning(instanceId: string, context: ResourceContext): Promise<InstanceAttributes> {
  let found: unknown;
  await context.until(async () => {
    const instance = await describeInstance(instanceId, context);
    const state = instance === undefined ? "terminated" : stateOf(instance);
    if (state !== "pending" && state !== "running") {
      throw new NotStabilisedError(`Instance ${instanceId} failed to stabilize. Current state: ${state}.`);
    }
    found = instance;
    return state === "running";
  });
  return {
    AvailabilityZone: textAt(found, "placement", "availabilityZone"),
    InstanceId: instanceId,
    PrivateDnsName: optional(found, "privateDnsName"),
    PrivateIp: textAt(found, "privateIpAddress"),
    PublicDnsName: optional(found, "dnsName"),
    PublicIp: optional(found, "ipAddress"),
    VpcId: textAt(found, "vpcId"),
  };
}

/** What EC2 tells of an instance, or `undefined` where there is none. */
export async function describeInstance(instanceId: string, context: ResourceContext): Promise<unknown> {
  try {
    const answer = await context.call(ec2("DescribeInstances", { InstanceId: [instanceId] }));
    const { reservationSet } = answer as { reservationSet?: readonly { instancesSet?: readonly unknown[] }[] };
    return reservationSet?.[0]?.instancesSet?.[0];
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

export const stateOf = (instance: unknown): string => textAt(instance, "instanceState", "name");

/** Instances here have no public address, and EC2 leaves out what an instance has not. */
function optional(instance: unknown, member: string): string {
  const value = (instance as Readonly<Record<string, unknown>>)[member];
  return typeof value === "string" ? value : "";
}
