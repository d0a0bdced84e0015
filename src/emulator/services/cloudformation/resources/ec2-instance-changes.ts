import { isDeepStrictEqual } from "node:util";
import { textAt } from "./answer.ts";
import type { InstanceProperties } from "./ec2-instance-properties.ts";
import { describeInstance, type InstanceAttributes, stateOf, whenRunning } from "./ec2-instance-state.ts";
import { changeEc2Tags } from "./ec2-tags.ts";
import { ec2 } from "./query-calls.ts";
import type { OldResource, ResourceContext } from "./resource-type.ts";

/** What EC2 takes where nobody names a type. */
const DEFAULT_TYPE = "m1.small";

/**
 * Changes an instance in place. It is stopped and started again where its type or its user data are other ones; user
 * data are run at the first start alone, so that new ones wait for the next instance.
 *
 * @returns what it is like after a start, or `undefined` where it went on running.
 */
export async function changeInstance(
  old: OldResource<InstanceProperties>,
  properties: InstanceProperties,
  context: ResourceContext,
): Promise<InstanceAttributes | undefined> {
  const InstanceId = old.physicalId;
  const before = old.properties;
  const differs = (name: keyof InstanceProperties): boolean => !isDeepStrictEqual(before[name], properties[name]);
  const modify = (attribute: object): Promise<unknown> =>
    context.call(ec2("ModifyInstanceAttribute", { InstanceId, ...attribute }));
  if (differs("DisableApiTermination")) {
    await modify({ DisableApiTermination: { Value: properties.DisableApiTermination ?? false } });
  }
  if (differs("IamInstanceProfile")) await changeProfile(InstanceId, properties.IamInstanceProfile, context);
  if (differs("MetadataOptions")) await changeMetadataOptions(InstanceId, properties, context);
  if (differs("SecurityGroupIds")) await modify({ GroupId: await groupIds(properties, context) });
  await changeEc2Tags(InstanceId, { old, tags: properties.Tags }, context);
  if (!differs("InstanceType") && !differs("UserData")) return undefined;
  await stop(InstanceId, context);
  if (differs("InstanceType")) await modify({ InstanceType: { Value: properties.InstanceType ?? DEFAULT_TYPE } });
  if (differs("UserData")) await modify({ UserData: { Value: properties.UserData ?? "" } });
  await context.call(ec2("StartInstances", { InstanceId: [InstanceId] }));
  return whenRunning(InstanceId, context);
}

async function stop(instanceId: string, context: ResourceContext): Promise<void> {
  await context.call(ec2("StopInstances", { InstanceId: [instanceId] }));
  await context.until(async () => {
    const instance = await describeInstance(instanceId, context);
    return instance !== undefined && stateOf(instance) === "stopped";
  });
}

/** EC2 knows that an instance has a profile as a thing of its own, which is made, exchanged or taken away. */
async function changeProfile(instanceId: string, name: string | undefined, context: ResourceContext): Promise<void> {
  const Filter = [{ Name: "instance-id", Value: [instanceId] }];
  const answer = await context.call(ec2("DescribeIamInstanceProfileAssociations", { Filter }));
  const { iamInstanceProfileAssociationSet: found = [] } = answer as {
    iamInstanceProfileAssociationSet?: readonly { readonly associationId: string }[];
  };
  const AssociationId = found[0]?.associationId;
  const IamInstanceProfile = { Name: name };
  if (AssociationId === undefined && name === undefined) return;
  if (AssociationId === undefined) {
    await context.call(ec2("AssociateIamInstanceProfile", { InstanceId: instanceId, IamInstanceProfile }));
  } else if (name === undefined) {
    await context.call(ec2("DisassociateIamInstanceProfile", { AssociationId }));
  } else {
    await context.call(ec2("ReplaceIamInstanceProfileAssociation", { AssociationId, IamInstanceProfile }));
  }
}

/** What the template leaves out is as the image has it. */
async function changeMetadataOptions(
  InstanceId: string,
  { ImageId, MetadataOptions }: InstanceProperties,
  context: ResourceContext,
): Promise<void> {
  const described = await context.call(ec2("DescribeImages", { ImageId: [ImageId] }));
  const [image] = (described as { imagesSet?: readonly { readonly imdsSupport?: string }[] }).imagesSet ?? [];
  const requiresTokens = image?.imdsSupport === "v2.0";
  const options = {
    HttpEndpoint: "enabled",
    HttpPutResponseHopLimit: requiresTokens ? 2 : 1,
    HttpTokens: requiresTokens ? "required" : "optional",
    InstanceMetadataTags: "disabled",
    ...MetadataOptions,
  };
  await context.call(ec2("ModifyInstanceMetadataOptions", { InstanceId, ...options }));
}

/** The ids of the instance's groups; an instance for which none are named is in the default one. */
async function groupIds(
  { SecurityGroupIds = [], SecurityGroups = [] }: InstanceProperties,
  context: ResourceContext,
): Promise<readonly string[]> {
  const names = SecurityGroupIds.length + SecurityGroups.length === 0 ? ["default"] : SecurityGroups;
  const ids = names.map(async (name) => {
    const answer = await context.call(ec2("DescribeSecurityGroups", { GroupName: [name] }));
    return textAt(answer, "securityGroupInfo", 0, "groupId");
  });
  return [...SecurityGroupIds, ...(await Promise.all(ids))];
}
