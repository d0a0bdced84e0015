import type { OperationContext, Requirement } from "../../pipeline/service.ts";
import { type InstanceProfileRecord, instanceProfileArn, roleArn } from "../../state/identities.ts";
import {
  type InstanceProfileReference,
  type InstanceRecord,
  isVisible,
  listInstances,
  putInstance,
} from "../../state/instances.ts";
import type { StoreReader, StoreWriter } from "../../state/store.ts";
import { ec2Errors } from "./errors.ts";
import { derivedId, newId } from "./ids.ts";
import { findProfile, roleOf } from "./launch/instance-profile.ts";
import type { ProfileChoice } from "./launch/launch-input.ts";
import { requirement } from "./resources.ts";

/** That an instance has a profile, as a thing of its own with an id. */
export interface ProfileAssociationItem {
  readonly associationId: string;
  readonly instanceId: string;
  readonly iamInstanceProfile: { readonly arn: string; readonly id: string };
  readonly state: "associating" | "associated" | "disassociating";
  readonly timestamp?: Date;
}

/** An instance that has a profile. */
export interface Association {
  readonly associationId: string;
  readonly instance: InstanceRecord;
  readonly profile: InstanceProfileReference;
}

/** The associations of the caller's instances that are not gone. */
export function listAssociations({ state, caller }: OperationContext, reader: StoreReader): readonly Association[] {
  const now = state.clock.now();
  return listInstances(reader, caller.accountId).flatMap((instance) => {
    const { instanceProfile: profile } = instance;
    if (profile === undefined || instance.state === "terminated" || !isVisible(instance, now)) return [];
    const associationId = profile.associationId ?? derivedId("iip-assoc", instance.instanceId);
    return [{ associationId, instance, profile }];
  });
}

/** @throws AwsError `InvalidAssociationID.NotFound`. */
export function requireAssociation(id: string, context: OperationContext, reader: StoreReader): Association {
  const found = listAssociations(context, reader).find(({ associationId }) => associationId === id);
  if (found !== undefined) return found;
  throw ec2Errors.coded("InvalidAssociationID.NotFound", `An invalid association-id of '${id}' was given`);
}

/** Gives an instance a profile by a new association. */
export function associate(
  { state }: OperationContext,
  writer: StoreWriter,
  { instance, profile }: { readonly instance: InstanceRecord; readonly profile: InstanceProfileRecord },
): Association {
  const reference = {
    arn: instanceProfileArn(profile),
    id: profile.instanceProfileId,
    associationId: newId(state.random, "iip-assoc"),
    associatedAt: state.clock.now().toISOString(),
  };
  const changed = { ...instance, instanceProfile: reference };
  putInstance(writer, changed);
  return { associationId: reference.associationId, instance: changed, profile: reference };
}

export function associationItem(
  { associationId, instance, profile }: Association,
  state: ProfileAssociationItem["state"],
): ProfileAssociationItem {
  return {
    associationId,
    instanceId: instance.instanceId,
    iamInstanceProfile: { arn: profile.arn, id: profile.id },
    state,
    ...(profile.associatedAt === undefined ? {} : { timestamp: new Date(profile.associatedAt) }),
  };
}

/** A profile's role is passed on to the instance. A profile without one passes nothing. */
export function passRole(
  context: OperationContext,
  choice: ProfileChoice,
  instanceArn: string,
): readonly Requirement[] {
  const profile = findProfile(context, choice);
  const role = profile === undefined ? undefined : roleOf(context, profile);
  if (role === undefined) return [];
  const keys = { "iam:PassedToService": "ec2.amazonaws.com", "iam:AssociatedResourceArn": instanceArn };
  return [requirement(context, { action: "iam:PassRole", resource: roleArn(role), context: keys })];
}
