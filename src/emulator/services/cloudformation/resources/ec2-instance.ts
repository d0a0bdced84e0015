import { textAt } from "./answer.ts";
import { changeInstance } from "./ec2-instance-changes.ts";
import { EMULATED_INSTANCE } from "./ec2-instance-properties.ts";
import { describeInstance, stateOf, whenRunning } from "./ec2-instance-state.ts";
import { ec2 } from "./query-calls.ts";
import { type ResourceType, resourceType } from "./resource-type.ts";
import { EC2_INSTANCE } from "./schemas/ec2-instance.ts";
import { resourceTags, tagSpecification } from "./tags.ts";

/** An instance. It is complete once it runs; its user data may go on for longer. */
export const ec2Instance: ResourceType = resourceType({
  schema: EC2_INSTANCE,
  emulates: EMULATED_INSTANCE,
  attributes: ["AvailabilityZone", "InstanceId", "PrivateDnsName", "PrivateIp", "PublicDnsName", "PublicIp", "VpcId"],
  async create(properties, context) {
    const { AvailabilityZone, IamInstanceProfile, SecurityGroupIds, SecurityGroups, Tags, ...rest } = properties;
    const answer = await context.call(
      ec2("RunInstances", {
        ...rest,
        MinCount: 1,
        MaxCount: 1,
        SecurityGroupId: SecurityGroupIds,
        SecurityGroup: SecurityGroups,
        ...(AvailabilityZone === undefined ? {} : { Placement: { AvailabilityZone } }),
        ...(IamInstanceProfile === undefined ? {} : { IamInstanceProfile: { Name: IamInstanceProfile } }),
        ...tagSpecification("instance", resourceTags(Tags, context)),
      }),
    );
    const instanceId = textAt(answer, "instancesSet", 0, "instanceId");
    await context.initiated({ physicalId: instanceId, attributes: { InstanceId: instanceId } });
    return { physicalId: instanceId, attributes: await whenRunning(instanceId, context) };
  },
  async update(old, properties, context) {
    const attributes = await changeInstance(old, properties, context);
    return { physicalId: old.physicalId, attributes: attributes ?? old.attributes };
  },
  async delete({ physicalId }, context) {
    await context.callUnlessGone(ec2("TerminateInstances", { InstanceId: [physicalId] }));
    // Its security group can be deleted only when the instance is gone.
    await context.until(async () => {
      const instance = await describeInstance(physicalId, context);
      return instance === undefined || stateOf(instance) === "terminated";
    });
  },
});
