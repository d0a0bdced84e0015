import type { XmlObject } from "../../../wire/index.ts";
import { type GroupRecord, groupArn } from "../../state/groups.ts";
import {
  type InstanceProfileRecord,
  instanceProfileArn,
  type ManagedPolicyRecord,
  managedPolicyArn,
  type PolicyVersionRecord,
  type RoleRecord,
  roleArn,
  roles,
  type Tag,
  type UserRecord,
  userArn,
} from "../../state/identities.ts";
import type { LastUse } from "../../state/last-uses.ts";
import { showPrincipals } from "../../state/principals.ts";
import type { StoreReader } from "../../state/store.ts";
import { shownDocument } from "./documents.ts";
import type { PolicyUsage } from "./policy-usage.ts";

/** A user as lists show it: without boundary and tags. */
export function listedUser(user: UserRecord): XmlObject {
  return {
    Path: user.path,
    UserName: user.userName,
    UserId: user.userId,
    Arn: userArn(user),
    CreateDate: new Date(user.createdAt),
  };
}

export function userElement(user: UserRecord): XmlObject {
  return {
    ...listedUser(user),
    PermissionsBoundary: boundaryElement(user.permissionsBoundaryArn),
    Tags: tagsElement(user.tags),
  };
}

/** A group is shown alike everywhere. */
export function groupElement(group: GroupRecord): XmlObject {
  return {
    Path: group.path,
    GroupName: group.groupName,
    GroupId: group.groupId,
    Arn: groupArn(group),
    CreateDate: new Date(group.createdAt),
  };
}

/** A role as lists show it: without boundary and tags. */
export function listedRole(role: RoleRecord, reader: StoreReader): XmlObject {
  return {
    ...createdRole(role, showPrincipals(reader, role.trustPolicy)),
    Description: role.description,
    MaxSessionDuration: role.maxSessionDurationSeconds,
  };
}

/** A role as CreateRole answers it: the trust policy as it was sent, and neither duration nor boundary. */
export function createdRole(role: RoleRecord, trustPolicy: string): XmlObject {
  return {
    Path: role.path,
    RoleName: role.roleName,
    RoleId: role.roleId,
    Arn: roleArn(role),
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: shownDocument(trustPolicy),
  };
}

/** A role in full; `lastUse` is absent for one that was never used. */
export function roleElement(role: RoleRecord, reader: StoreReader, lastUse?: LastUse): XmlObject {
  return {
    ...listedRole(role, reader),
    PermissionsBoundary: boundaryElement(role.permissionsBoundaryArn),
    Tags: tagsElement(role.tags),
    RoleLastUsed: lastUseElement(lastUse),
  };
}

/** `RoleLastUsed`; empty for a role that was never used. */
export function lastUseElement(lastUse: LastUse | undefined): XmlObject {
  return lastUse === undefined ? {} : { LastUsedDate: new Date(lastUse.at), Region: lastUse.region };
}

/** An instance profile as lists show it: without tags. */
export function listedInstanceProfile(profile: InstanceProfileRecord, reader: StoreReader): XmlObject {
  const { accountId, roleName } = profile;
  const role = roleName === undefined ? undefined : roles.find(reader, accountId, roleName);
  return {
    Path: profile.path,
    InstanceProfileName: profile.instanceProfileName,
    InstanceProfileId: profile.instanceProfileId,
    Arn: instanceProfileArn(profile),
    CreateDate: new Date(profile.createdAt),
    Roles: role === undefined ? [] : [listedRole(role, reader)],
  };
}

export function instanceProfileElement(profile: InstanceProfileRecord, reader: StoreReader): XmlObject {
  return { ...listedInstanceProfile(profile, reader), Tags: tagsElement(profile.tags) };
}

/** A managed policy as lists and CreatePolicy show it: without description. */
export function listedPolicy(policy: ManagedPolicyRecord, usage: PolicyUsage): XmlObject {
  return {
    PolicyName: policy.policyName,
    PolicyId: policy.policyId,
    Arn: managedPolicyArn(policy),
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: usage.attachments,
    PermissionsBoundaryUsageCount: usage.boundaries,
    IsAttachable: true,
    CreateDate: new Date(policy.createdAt),
    UpdateDate: new Date(policy.updatedAt),
  };
}

export function policyElement(policy: ManagedPolicyRecord, usage: PolicyUsage): XmlObject {
  return {
    ...listedPolicy(policy, usage),
    Description: policy.description,
    Tags: tagElements(policy.tags),
  };
}

/** A version as lists show it: without its document. */
export function listedVersion(policy: ManagedPolicyRecord, version: PolicyVersionRecord): XmlObject {
  return {
    VersionId: version.versionId,
    IsDefaultVersion: version.versionId === policy.defaultVersionId,
    CreateDate: new Date(version.createdAt),
  };
}

/** An entity without tags has no `Tags` element. */
export function tagsElement(tags: readonly Tag[]): XmlObject[] | undefined {
  return tags.length === 0 ? undefined : tagElements(tags);
}

export function tagElements(tags: readonly Tag[]): XmlObject[] {
  return tags.map(({ key, value }) => ({ Key: key, Value: value }));
}

export function boundaryElement(policyArn: string | undefined): XmlObject | undefined {
  if (policyArn === undefined) return undefined;
  return { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: policyArn };
}
