import { textAt } from "./answer.ts";
import { ec2 } from "./query-calls.ts";
import { isGone, NotStabilisedError } from "./refusals.ts";
import { type ResourceContext, type ResourceType, resourceType } from "./resource-type.ts";
import { EC2_INSTANCE } from "./schemas/ec2-instance.ts";
import { resourceTags, tagSpecification } from "./tags.ts";

/** An instance. It is complete once it runs; its user data may go on for longer. */
export const ec2Instance: ResourceType = resourceType({
  schema: EC2_INSTANCE,
  emulates: {
    IamInstanceProfile: true,
    ImageId: true,
    InstanceType: true,
    KeyName: true,
    MetadataOptions: {
      HttpEndpoint: true,
      HttpPutResponseHopLimit: true,
      HttpTokens: true,
      InstanceMetadataTags: true,
    },
    SecurityGroupIds: true,
    SecurityGroups: true,
    Tags: true,
    UserData: true,
  },
  attributes: ["AvailabilityZone", "InstanceId", "PrivateDnsName", "PrivateIp", "PublicDnsName", "PublicIp", "VpcId"],
  async create(properties, context) {
    const { IamInstanceProfile, SecurityGroupIds, SecurityGroups, Tags, ...rest } = properties;
    const answer = await context.call(
      ec2("RunInstances", {
        ...rest,
        MinCount: 1,
        MaxCount: 1,
        SecurityGroupId: SecurityGroupIds,
        SecurityGroup: SecurityGroups,
        ...(IamInstanceProfile === undefined ? {} : { IamInstanceProfile: { Name: IamInstanceProfile } }),
        ...tagSpecification("instance", resourceTags(Tags, context)),
      }),
    );
    const instanceId = textAt(answer, "instancesSet", 0, "instanceId");
    await context.initiated({ physicalId: instanceId, attributes: { InstanceId: instanceId } });
    return { physicalId: instanceId, attributes: await whenRunning(instanceId, context) };
  },
  async delete({ physicalId }, context) {
    await context.callUnlessGone(ec2("TerminateInstances", { InstanceId: [physicalId] }));
    // Its security group can be deleted only when the instance is gone.
    await context.until(async () => {
      const instance = await describe(physicalId, context);
      return instance === undefined || stateOf(instance) === "terminated";
    });
  },
});

type InstanceAttribute =
  | "AvailabilityZone"
  | "InstanceId"
  | "PrivateDnsName"
  | "PrivateIp"
  | "PublicDnsName"
  | "PublicIp"
  | "VpcId";

async function whenRunning(
  instanceId: string,
  context: ResourceContext,
): Promise<Readonly<Record<InstanceAttribute, string>>> {
  let found: unknown;
  await context.until(async () => {
    const instance = await describe(instanceId, context);
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

async function describe(instanceId: string, context: ResourceContext): Promise<unknown> {
  try {
    const answer = await context.call(ec2("DescribeInstances", { InstanceId: [instanceId] }));
    const { reservationSet } = answer as { reservationSet?: readonly { instancesSet?: readonly unknown[] }[] };
    return reservationSet?.[0]?.instancesSet?.[0];
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

const stateOf = (instance: unknown): string => textAt(instance, "instanceState", "name");

/** Instances here have no public address, and EC2 leaves out what an instance has not. */
function optional(instance: unknown, member: string): string {
  const value = (instance as Readonly<Record<string, unknown>>)[member];
  return typeof value === "string" ? value : "";
}
