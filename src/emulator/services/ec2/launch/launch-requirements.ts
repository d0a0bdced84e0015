import type { OperationContext, Requirement } from "../../../pipeline/service.ts";
import { instanceProfileArn } from "../../../state/identities.ts";
import { defaultNetwork } from "../default-network.ts";
import { passRole } from "../profile-associations.ts";
import { ec2Arn, imageArn, requestTagKeys, requirement, resourceTagKeys, tagOnCreate } from "../resources.ts";
import { defaultGroup, groupIdForPolicy } from "../security-groups.ts";
import { findProfile } from "./instance-profile.ts";
import { imageIdOf, parameterOf } from "./launch-image.ts";
import type { LaunchInput } from "./launch-input.ts";

const ACTION = "ec2:RunInstances";

/**
 * Everything that must be allowed for a launch: RunInstances on each resource that it uses or makes, PassRole on the
 * profile's role, CreateTags where it tags. What does not exist is asked about as named: whoever may not launch is
 * told that first, and nothing about what exists.
 */
export function launchRequirements(input: LaunchInput, context: OperationContext): readonly Requirement[] {
  const instance = ec2Arn(context, "instance", "*");
  return [
    // The first: who may not read the parameter is told nothing of the image.
    ...onParameter(input, context),
    onInstance(input, context, instance),
    requirement(context, { action: ACTION, resource: imageArn(context, imageIdOf(input.image, context) ?? "*") }),
    ...onNetwork(input, context),
    ...["network-interface", "volume"].map((type) =>
      requirement(context, { action: ACTION, resource: ec2Arn(context, type, "*") }),
    ),
    ...(input.keyName === undefined
      ? []
      : [requirement(context, { action: ACTION, resource: ec2Arn(context, "key-pair", input.keyName) })]),
    ...(input.profile === undefined ? [] : passRole(context, input.profile, instance)),
    ...tagOnCreate(context, { tags: input.tags, resource: instance, operation: "RunInstances" }),
  ];
}

function onInstance(input: LaunchInput, context: OperationContext, resource: string): Requirement {
  const profile = input.profile === undefined ? undefined : findProfile(context, input.profile);
  const { httpTokens, httpEndpoint, httpPutResponseHopLimit } = input.metadataOptions;
  const keys = {
    "ec2:InstanceType": input.instanceType,
    "ec2:InstanceProfile": profile === undefined ? undefined : instanceProfileArn(profile),
    // Only what the request itself says: a policy that asks for tokens is not satisfied by an image's default.
    "ec2:MetadataHttpTokens": httpTokens,
    "ec2:MetadataHttpEndpoint": httpEndpoint,
    "ec2:MetadataHttpPutResponseHopLimit": httpPutResponseHopLimit?.toString(),
    ...requestTagKeys(input.tags),
  };
  return requirement(context, { action: ACTION, resource, context: keys });
}

function onNetwork(input: LaunchInput, context: OperationContext): Requirement[] {
  const { vpcId, subnets } = defaultNetwork(context);
  const inZone = subnets.find((subnet) => subnet.availabilityZone === input.availabilityZone) ?? subnets[0];
  const keys = { "ec2:Vpc": ec2Arn(context, "vpc", vpcId) };
  const named = [
    ...input.groupIds.map((groupId) => groupIdForPolicy(context, { groupId })),
    ...input.groupNames.map((groupName) => groupIdForPolicy(context, { groupName })),
  ];
  const groups = named.length === 0 ? [defaultGroup(context)] : named;
  const subnet = ec2Arn(context, "subnet", input.subnetId ?? inZone.subnetId);
  return [
    requirement(context, { action: ACTION, resource: subnet, context: keys }),
    ...groups.map(({ groupId, tags }) => {
      const resource = ec2Arn(context, "security-group", groupId);
      return requirement(context, { action: ACTION, resource, context: { ...keys, ...resourceTagKeys(tags) } });
    }),
  ];
}

/** An image that is named by an SSM parameter is read from SSM with the caller's rights. */
function onParameter({ image }: LaunchInput, context: OperationContext): Requirement[] {
  const parameter = parameterOf(image, context);
  return parameter === undefined ? [] : [{ action: "ssm:GetParameters", ...parameter }];
}
