import type { OperationContext, Requirement } from "../../pipeline/service.ts";
import { findInstance } from "../../state/instances.ts";
import { ec2Arn, requirement, resourceTagKeys } from "./resources.ts";

/** An action on one instance, with what a policy may ask about it. One that does not exist has nothing to be asked. */
export function instanceRequirement(context: OperationContext, action: string, instanceId: string): Requirement {
  const { state, caller } = context;
  const instance = findInstance(state.store, caller.accountId, instanceId);
  const keys =
    instance === undefined
      ? {}
      : {
          "ec2:InstanceType": instance.instanceType,
          "ec2:InstanceProfile": instance.instanceProfile?.arn,
          "ec2:AvailabilityZone": instance.availabilityZone,
          "ec2:MetadataHttpTokens": instance.metadataOptions.httpTokens,
          "ec2:MetadataHttpEndpoint": instance.metadataOptions.httpEndpoint,
          "ec2:MetadataHttpPutResponseHopLimit": String(instance.metadataOptions.httpPutResponseHopLimit),
          ...resourceTagKeys(instance.tags),
        };
  return requirement(context, { action, resource: ec2Arn(context, "instance", instanceId), context: keys });
}

/** A change of attributes of an instance: their names, and what they are to be, are told to policies too. */
export function attributeRequirement(
  context: OperationContext,
  { action, instanceId }: { readonly action: string; readonly instanceId: string },
  attributes: Readonly<Record<string, string>>,
): Requirement {
  const asked = instanceRequirement(context, action, instanceId);
  const values = Object.entries(attributes).map(([name, value]): [string, string] => [`ec2:Attribute/${name}`, value]);
  const keys = { "ec2:Attribute": Object.keys(attributes), ...Object.fromEntries(values) };
  return { ...asked, context: { ...asked.context, ...keys } };
}
